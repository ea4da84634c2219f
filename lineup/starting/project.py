"""The files of a project of one's own, from the installed package, and where an older study goes."""

import shutil
from importlib.metadata import version
from pathlib import Path

import yaml

from lineup import durable, stages_of
from lineup.errors import LineupError
from lineup.starting.naming import slug

HERE = Path(__file__).parent
OWN = HERE / "project"  # what a project has that this repository has otherwise: gitignore, README.md, ...
NAMES = {
    "gitignore": ".gitignore",
    "gitlab-ci.yml": ".gitlab-ci.yml",
    "lineup.yml": ".github/workflows/lineup.yml",
}
SHARED = """.dvc/.gitignore .dvc/config .dvc/plots .dvcignore data/.gitignore dvc.yaml mlruns/.gitignore
            stages""".split()
WEIGHTS = "weights/toonnet.weights.h5"


def refuse_foreign(folder: Path) -> None:
    """Raise LineupError where a folder holds files of the names that a project needs."""
    if folder.exists() and not folder.is_dir():
        raise LineupError(f"'{folder}' is a file. Give a folder for the project: lineup init my_project ...")
    names = ("dvc.yaml", "params.yaml", "stages", "data", "mlruns")
    taken = [name for name in names if (folder / name).exists()]
    if taken and not stages_of.is_project(folder):
        raise LineupError(
            f"{folder.resolve()} has {', '.join(taken)}, but is no project of Lineup's, and nothing is"
            " overwritten. Give another folder for the project: lineup init my_project --pictures ..."
        )


def make(folder: Path, pictures: str, name: str) -> None:
    """Lay out a project; files that are there already stay.

    pictures: their folder as seen from the project, where it lies in it and git should leave it alone;
    else ''.
    """
    before = set(folder.iterdir()) if folder.exists() else None
    try:
        lay_out(folder, pictures, name)
    except OSError:
        take_back(folder, before)
        raise


def take_back(folder: Path, before: set[Path] | None) -> None:
    """Delete what was made in a folder, of which a second try would take halves for wholes.

    before: what was in it; None where there was no such folder.
    """
    for path in folder.iterdir() if folder.exists() else ():
        if before is None or path not in before:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if before is None and folder.exists():
        folder.rmdir()


def lay_out(folder: Path, pictures: str, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name_here in SHARED:
        copy(stages_of.shared() / name_here, folder / name_here)
    record(folder)
    for source in sorted(OWN.iterdir()):
        target = folder / NAMES.get(source.name, source.name)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            words = source.read_text(encoding="utf-8").replace("{name}", name)
            durable.write(target, words.replace("{version}", version("lineup")).encode())
    if pictures:
        with (folder / ".gitignore").open("a", encoding="utf-8") as file:
            file.write(f"/{pictures}\n")
    begin_repository(folder)


def record(folder: Path) -> None:
    durable.write(folder / stages_of.RECORD, "lineup {} {}\n".format(*stages_of.installed()).encode())


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder of files; what is there already stays."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                copy(path, target / path.relative_to(source))
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        durable.write(target, source.read_bytes())


def begin_repository(folder: Path) -> None:
    """Make the folder a git repository where it lies in none: DVC runs in no other."""
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        Repo.discover(str(folder.resolve())).close()
    except NotGitRepository:
        Repo.init(str(folder)).close()


def put_aside(folder: Path, new: str) -> str:
    """Keep a params.yaml under studies/, unless it is as the `new` one; returns its name there or ''."""
    old = folder / "params.yaml"
    if not old.is_file() or old.read_text(encoding="utf-8", errors="replace") == new:
        return ""
    studies = folder / "studies"
    if any(path.read_bytes() == old.read_bytes() for path in studies.glob("*.yaml")):
        return ""
    studies.mkdir(exist_ok=True)
    name = study_of(old)
    numbers = ("", *(f"_{number}" for number in range(2, 1000)))
    target = next(path for number in numbers if not (path := studies / f"{name}{number}.yaml").exists())
    durable.write(target, old.read_bytes())
    return target.relative_to(folder).as_posix()


def study_of(params: Path) -> str:
    try:
        content = yaml.safe_load(params.read_text(encoding="utf-8"))
        return slug(str(content["study"])) or "former"
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError):
        return "former"
