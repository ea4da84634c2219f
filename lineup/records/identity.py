"""What decides a training's outcome, as one sha256: the name of its checkpoints and of its MLflow run."""

import hashlib
import json
from pathlib import Path
from typing import Any

from lineup.code import closure

ENTRIES = ("lineup.training.seed", "lineup.inference.device")  # a training; where and how it is computed
WITHOUT_EFFECT = ("reported",)  # keys of a variant that no training reads


def training_key(**facts: Any) -> str:
    """Return the sha256 of all facts, whatever the order they are named in."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def training_code(architecture: str) -> dict[str, str]:
    """Return the digests of all code that decides the weights of a training of this architecture."""
    return closure.digests([*ENTRIES, f"lineup.architectures.{architecture}"])


def recipe(variant: dict[str, Any]) -> dict[str, Any]:
    """Return a variant's entry without the keys that no training reads."""
    return {key: value for key, value in variant.items() if key not in WITHOUT_EFFECT}
