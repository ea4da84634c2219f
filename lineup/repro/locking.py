"""Whether a project can be written in now: DVC says little of another dvc, and nothing of rights."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from lineup import processes, repository, running
from lineup.errors import LineupError

DVC_SAYS = "Unable to acquire lock"
SAID = (
    "Another dvc is at work in this project: a `lineup run` or `dvc repro` of another terminal, or an"
    " editor's extension. Wait for its end and try again; nothing was changed."
)
RUNS = (
    "Process {pid} runs a stage of this project, which makes {path}: a `lineup run` or `dvc repro` of another"
    " terminal. Wait for its end, or stop it there with Ctrl-C and try again: what is finished is kept."
    " Nothing was changed."
)
DRIVER = Path("data/.side_by_side.lock")
DRIVES = (
    "A `lineup run` of another terminal trains models of this project side by side. Wait for its end, or stop"
    " it there with Ctrl-C and try again: what is finished is kept. Nothing was changed."
)


def refuse(*, stages: bool = False) -> None:
    """Raise LineupError where another dvc holds the project's lock or, with `stages`, runs or drives stages.

    While dvc runs a stage it lets go of the project's lock, and holds those of what the stage makes.
    """
    folder = repository.dvc_or_here() / "tmp"
    if running.held(folder / "lock"):
        raise LineupError(SAID)
    if stages and (found := written_by_others(folder / "rwlock")):
        path, pid = found
        place = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        raise LineupError(RUNS.format(pid=pid, path=place.as_posix()))
    if stages and running.held(DRIVER):
        raise LineupError(DRIVES)


@contextmanager
def driving() -> Iterator[None]:
    """Have other runs of stages refused meanwhile; LineupError where another process drives."""
    try:
        lock = FileLock(DRIVER).acquire(timeout=0)
    except Timeout:
        raise LineupError(DRIVES) from None
    with lock:
        yield


def written_by_others(file: Path) -> tuple[Path, int] | None:
    """Return a path that a living process makes, and its number, as DVC notes them; None for none."""
    try:
        written = json.loads(file.read_text(encoding="utf-8"))["write"]
        pairs = [(Path(path), int(info["pid"])) for path, info in written.items()]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return next(((path, pid) for path, pid in pairs if alive(pid)), None)


def alive(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return processes.lives(psutil.Process(pid))
    return False


def require_writable() -> None:
    """Raise LineupError where a folder in which DVC or a stage writes is not this user's to write in."""
    own = repository.dvc_or_here()
    for folder in (Path.cwd(), own, own / "tmp", own / "cache", Path("data"), Path("mlruns")):
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise LineupError(
                f"'{folder.absolute()}' cannot be written in: Permission denied. Mend its owner and rights,"
                " or work in a copy of the project. Nothing was changed."
            )
