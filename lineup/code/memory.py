"""What was found in sources before, by their bytes: parsing them is most of what check takes."""

import contextlib
import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

from lineup import durable
from lineup.code import tree

FILE = Path("data/.code.json")  # outside DVC: only time depends on it


class Found(NamedTuple):
    digest: str
    imports: list[str]


BY = f"{sys.version_info[:2]} {hashlib.sha256(Path(tree.__file__).read_bytes()).hexdigest()} "  # who found it
kept: dict[str, Found] = {}  # what this process has found or recalled
asked: set[str] = set()  # what of it was wanted


def key(content: bytes, package: str) -> str:
    """Return what names a module's bytes, of a package, as this code and Python read them."""
    return hashlib.sha256(f"{BY} {package} ".encode() + content).hexdigest()


def recalled(name: str) -> Found | None:
    asked.add(name)
    return kept.get(name)


def load(file: Path) -> None:
    """Recall what an earlier process saved; a file that is missing or damaged holds nothing."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        found = json.loads(file.read_text(encoding="utf-8"))
        kept.update(
            {name: Found(str(digest), [*map(str, imports)]) for name, (digest, imports) in found.items()}
        )


def save(file: Path) -> None:
    """Save what was wanted, and nothing older; a place that refuses costs only time at the next run."""
    wanted = {name: kept[name] for name in sorted(asked & kept.keys())}
    content = json.dumps(wanted).encode()
    with contextlib.suppress(OSError):
        if not file.is_file() or file.read_bytes() != content:
            durable.write(file, content)
