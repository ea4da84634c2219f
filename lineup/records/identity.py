"""What decides a training's outcome, as one sha256: the name of its checkpoints and of its MLflow run."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WITHOUT_EFFECT = ("reported",)  # keys of a variant that no training reads


def training_key(**facts: Any) -> str:
    """Return the sha256 of all facts, whatever the order they are named in."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sources_digest(paths: Iterable[Path]) -> str:
    """Return one sha256 over source files and over the Python files of folders."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def training_sources(architecture: str) -> str:
    """Return one sha256 over all code that a training of this architecture runs."""
    names = ("training", "architectures/__init__.py", f"architectures/{architecture}.py")
    return sources_digest(Path("lineup", name) for name in names)


def recipe(variant: dict[str, Any]) -> dict[str, Any]:
    """Return a variant's entry without the keys that no training reads."""
    return {key: value for key, value in variant.items() if key not in WITHOUT_EFFECT}
