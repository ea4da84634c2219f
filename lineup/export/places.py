"""Where an export may lie, and how it appears there: whole or not at all."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lineup.errors import LineupError

IMAGES, MODEL = "dataset.json", "model.json"  # one lies in every export, and tells it from a user's folder


def require_free(output: Path, force: bool) -> None:
    """Raise LineupError where `output` must not be written: in data/, or over something."""
    data = Path("data").resolve()
    if data in (output.resolve(), *output.resolve().parents):
        raise LineupError(f"'{output}' lies in data/, which DVC owns. Give --output another folder.")
    if not output.exists() or (output.is_dir() and not any(output.iterdir())):
        return
    if not any((output / name).is_file() for name in (IMAGES, MODEL)):
        raise LineupError(f"'{output}' exists and is no export of Lineup. Give --output another folder.")
    if not force:
        raise LineupError(f"'{output}' holds an export. Add --force to replace it, or give another --output.")


@contextmanager
def whole(output: Path) -> Iterator[Path]:
    """Give a folder to write into, and put it in `output`'s place at the end; on an error nothing is left."""
    output = output.resolve()
    part, old = (output.with_name(f".{output.name}.{ending}") for ending in ("part", "old"))
    shutil.rmtree(part, ignore_errors=True)  # of an export that was killed
    shutil.rmtree(old, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        if output.exists():
            output.replace(old)
        part.replace(output)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def describe(folder: Path, name: str, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (folder / name).write_text(text, encoding="utf-8")
