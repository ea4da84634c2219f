"""A cell where the project's folder is not seen: in a copy of it, with inputs from DVC's remote."""

import configparser
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

from lineup import repository
from lineup.cells import plan
from lineup.cells.cell import OBSERVED, RUN, Cell, Outcome
from lineup.cells.process import Worker
from lineup.errors import LineupError
from lineup.schema import params

DECISIVE = ("tensorflow", "keras")  # packages that must be the same everywhere
CONFIG = """\
[core]
    no_scm = true
[cache]
    type = "reflink,hardlink,symlink,copy"
"""
SECRET = re.compile(r"(^|/)\.dvc/(config\.local|tmp|cache)(/|$)")


def pack(project: Path, copy: Path, unread: str = "") -> None:
    """Copy the commit with the working tree's changes: what git tracks or would, and what DVC needs.

    unread: a path whose content is left out: the pictures, of which cells read what preprocess made.
    Outside of git, all but data/, what DVC and MLflow keep, checkpoints, downloads and environments.
    """
    for name in files(project):
        source, target = project / name, copy / name
        within = bool(unread) and Path(name).is_relative_to(unread)
        if source.is_file() and not SECRET.search(name) and not within:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    for name in ("dvc.lock", "dvc.yaml", "params.yaml"):
        if (project / name).is_file():
            shutil.copy(project / name, copy / name)
    (copy / "data").mkdir(exist_ok=True)
    (copy / ".dvc").mkdir(exist_ok=True)
    pack_config(repository.dvc(project), copy / ".dvc/config")
    if commit := repository.commit(project):
        (copy / repository.COPIED).write_text(commit)


def pack_config(own: Path | None, copy: Path) -> None:
    """Copy DVC's settings from its folder, which may be a larger repository's; remotes keep their places.

    A folder that is a remote may be named by its way from there.
    """
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(own / "config" if own else [])
    for section in settings.values():
        if own and "://" not in section.get("url", "://"):
            section["url"] = str((own / section["url"]).resolve())
    with copy.open("w") as file:
        settings.write(file)


def files(project: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "."],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [name for name in listed.stdout.split("\0") if name]
    left_out = {"data", "mlruns", "checkpoints", "downloads", "exports", ".git"}
    found = []
    for top in sorted(project.iterdir()):
        if top.is_file():
            found.append(top.name)
        elif top.name not in left_out and not (top / "pyvenv.cfg").exists():
            found += [path.relative_to(project).as_posix() for path in sorted(top.rglob("*"))]
    return found


def versions() -> dict[str, str]:
    return {name: version(name) for name in DECISIVE}


def refuse_other_versions(wanted: Mapping[str, str]) -> None:
    """Raise LineupError where this machine has other versions of what decides weights."""
    other = [
        f"{name} {version(name)} instead of {number}"
        for name, number in wanted.items()
        if version(name) != number
    ]
    if other:
        raise LineupError(
            f"This machine has {' and '.join(other)}: give it the driver's environment (uv.lock)."
        )


def fetch_inputs(copy: Path, cell: Cell) -> None:
    """Have DVC bring what a cell reads; once for all cells of a copy.

    Raises LineupError with DVC's own words where it cannot.
    """
    stages = plan.inputs(params.load(copy / "params.yaml"), [cell.variant])
    brought = copy / f".{'-'.join(stages)}.brought"
    with FileLock(copy / ".inputs.lock"):
        if not brought.exists():
            (copy / ".dvc/config.local").write_text(CONFIG)
            dvc(copy, "pull", stages, "bring the inputs here")
            brought.touch()


def dvc(folder: Path, command: str, stages: Sequence[str], what: str) -> None:
    """Run `dvc COMMAND STAGES`; LineupError, that it could not do `what`, with DVC's own words."""
    whole = [sys.executable, "-m", "dvc", command, *stages]
    done = subprocess.run(whole, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LineupError(f"DVC could not {what}: {done.stderr.strip()}")


def train(cell: Cell, copy: Path, log: Path, run: str, wanted: Mapping[str, str]) -> Outcome:
    """Train a cell in a copy of the project, and exchange it with the remote; its lines go to `log`.

    run: whose cell it is; wanted: versions. MLflow is left to the driver's track: in a copy, which has no git
    and is another workspace, the run would be another project's.
    """
    try:
        refuse_other_versions(wanted)
        fetch_inputs(copy, cell)
    except LineupError as error:
        return Outcome(error=str(error))
    (copy / "checkpoints").mkdir(exist_ok=True)
    worker = Worker(copy, {OBSERVED: "0", RUN: run})
    try:
        return worker.train(cell, log)
    finally:
        worker.end()
