"""Where a report comes from: data, code, versions and machine, and how to make it again."""

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lineup import repository
from lineup.files import read_json
from lineup.words import count, size

FACTS = {"tensorflow": "TensorFlow", "keras": "Keras", "device": "", "precision": ""}  # of training.json
COMMAND = "dvc repro"


def of(data: Path, trainings: Mapping[str, Mapping[str, Any]], here: Path) -> list[tuple[str, str]]:
    """Return (title, text) of each line of the page's foot; no time: the same data give the same page.

    trainings: training.json of one training of each variant; here: the working directory.
    """
    commit, machine = repository.commit_and_day(here), f"{platform.system()} {platform.machine()}"
    return [
        *([("Commit", f"{commit[0][:12]} of {commit[1]}")] if commit else []),
        *published(data / "raw/manifest.json"),
        ("Trained with", trained_with(trainings)),
        ("Compared with", f"Lineup {version('lineup')}, Python {platform.python_version()}, {machine}"),
        ("Made again by", f"uv run {COMMAND}" if (here / "uv.lock").exists() else COMMAND),
    ]


def published(manifest: Path) -> list[tuple[str, str]]:
    """Return what the download stage wrote of the data."""
    if not manifest.exists():
        return []
    found = read_json(manifest)
    files = f"{count(found['counts']['files'])} files, {size(found['bytes'])}"
    return [
        ("Data", f"{found['source']}, {found['address']}: {files}"),
        ("Licence of the data", found["licence"] or "not known"),
        ("SHA-256 of the data", found["sha256"]),
    ]


def trained_with(trainings: Mapping[str, Mapping[str, Any]]) -> str:
    """Return versions, devices and precisions of the trainings, each way once."""
    ways = {
        ", ".join(f"{title} {one[name]}".strip() for name, title in FACTS.items() if one.get(name))
        for one in trainings.values()
    }
    return "; ".join(sorted(ways))
