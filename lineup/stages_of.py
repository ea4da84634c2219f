"""Which Lineup a project's dvc.yaml and stages/ were written by, since they call what that one has.

`lineup init` writes them, and stages/.lineup, which names that Lineup by a digest of the two. Any other would
end in the midst of a stage, or run half a pipeline; so it ends at once, with what to do.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from lineup.errors import LineupError

HERE = Path(__file__).parent
PIPELINE, STAGES, RECORD = "dvc.yaml", "stages", "stages/.lineup"
SHOWN = 8  # digits of a digest


class Made(NamedTuple):
    """By whom a pipeline was written: the version, and the digest of the pipeline that it brings."""

    version: str
    digest: str

    def __str__(self) -> str:
        return f"lineup {self.version} (stages {self.digest[:SHOWN]})"


def shared() -> Path:
    """Return the folder with this Lineup's own pipeline: in the wheel, else this repository's root."""
    packed = HERE / "starting/shared"
    return packed if packed.is_dir() else HERE.parent


def installed() -> Made:
    try:
        return Made(version("lineup"), digest(shared()))
    except PackageNotFoundError:  # a copy of its folder, beside the project
        return Made("without a version", digest(shared()))


def digest(folder: Path) -> str:
    """Return the sha256 of a folder's pipeline, whatever ends its lines: git makes them Windows' there."""
    found = hashlib.sha256()
    for path in (folder / PIPELINE, *sorted((folder / STAGES).glob("*.py"))):
        found.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()


def is_project(folder: Path) -> bool:
    return (folder / PIPELINE).is_file() and (folder / STAGES / "check.py").is_file()


def recorded(folder: Path) -> Made | None:
    """Return by whom a project's pipeline was written; None where nothing says so, as of older projects."""
    try:
        name, digits = (folder / RECORD).read_text(encoding="utf-8").removeprefix("lineup ").split()
    except (OSError, ValueError):
        return None
    return Made(name, digits)


def is_clone(folder: Path) -> bool:
    """Tell whether a folder has a Lineup of its own, which its stages run."""
    return (folder / "lineup/__init__.py").is_file()


def fits(folder: Path) -> bool:
    """Tell whether a project's pipeline is this Lineup's, be it edited since; so is what is no project.

    Where nothing says so the pipeline itself must be the same, to the letter.
    """
    if not is_project(folder) or is_clone(folder):
        return True
    made = recorded(folder)
    return (made.digest if made else digest(folder)) == digest(shared())


def require(folder: Path = Path()) -> None:
    """Raise LineupError where a project's pipeline is another Lineup's."""
    if fits(folder):
        return
    made = recorded(folder)
    by = f"by {made}" if made else "by another Lineup, or edited since"
    raise LineupError(
        f"dvc.yaml and stages/ of this project were written {by}; installed is {installed()}, and the two"
        " need not work together. Have the installed one write its own: lineup init --update-stages, which"
        " leaves params.yaml, data/ and dvc.lock as they are. Or install the other one again: pip install -r"
        " requirements.txt."
    )
