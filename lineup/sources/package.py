"""A folder of data inside an installed Python package, zipped as it is; the package's code is never run."""

import importlib.metadata
import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

from lineup.errors import LineupError
from lineup.left_out import counted
from lineup.sources import folder as folders
from lineup.sources import walking

PROJECT = Path("pyproject.toml")


def fetch(
    destination: Path, *, package: str, distribution: str, folder: str, licence: str = "not stated"
) -> dict[str, Any]:
    """Zip `folder` of the package `package` (its import name); returns address, licence, what is left out.

    `distribution` is its name on the package index. LineupError where it is absent or lacks the folder.
    """
    root, version = installed(package, distribution)
    inside = root / folder
    names, left_out = walking.walk(inside, "dataset.folder") if inside.is_dir() else walking.Walked([], [])
    if not names:
        what = "holds no files" if inside.is_dir() else "is no folder"
        raise LineupError(
            f"dataset.folder: '{folder}' {what} in the package {package} ({distribution} {version}, {root})."
        )
    folders.pack(destination, inside, names, "dataset.folder")
    address = f"package:{distribution}=={version}/{folder}"
    return {"address": address, "licence": licence, "left_out": counted(left_out)}


def installed(package: str, distribution: str) -> tuple[Path, str]:
    """Return a package's folder and its distribution's version, found without importing it."""
    spec = importlib.util.find_spec(package)
    places = (spec.submodule_search_locations if spec else None) or []
    try:
        return Path(next(iter(places))), importlib.metadata.version(distribution)
    except (StopIteration, importlib.metadata.PackageNotFoundError):
        lacking = f"package {package}" if not places else f"distribution {distribution}"
        raise LineupError(
            f"dataset.package: the {lacking} is not installed. Run `{remedy(distribution)}`, then this "
            f"command again."
        ) from None


def remedy(distribution: str) -> str:
    """Return the command that installs a distribution: by an extra of this project, if one has it."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"] if PROJECT.exists() else {}
    for extra, requirements in project.get("optional-dependencies", {}).items():
        if plain(distribution) in {plain(re.split(r"[^\w.-]", text)[0]) for text in requirements}:
            return f"uv sync --extra {extra}"
    return f"uv pip install {distribution}"


def plain(name: str) -> str:
    """Return a distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
