"""What is handed on: the source archive holds no result and no secret, the wheel all that `lineup` needs."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from lineup.starting import project
from tests import warm
from tests.conftest import ROOT

SECRETS = tuple(
    (
        ".dvc/config.local .dvc/cache/files/md5/00/11 .dvc/tmp/rwlock .env .venv/bin/python"
        " checkpoints/key/checkpoint.npz data/raw/images.zip data/report/report.html"
        " downloads/kaggle.zip exports/study/dataset.json lineup/__pycache__/words.pyc lineup/.env"
        " mlruns/mlflow.db my_pictures/me.png notes.txt"
    ).split()
)
STARTED = {"__main__", "_distutils_hack"}  # what Python itself loads
IMPORT_ALL = """
import importlib, pkgutil, sys, warnings
warnings.simplefilter("error")
sys.path.insert(0, sys.argv[1])
import lineup
names = [found.name for found in pkgutil.walk_packages(lineup.__path__, "lineup.")]
for name in names:
    importlib.import_module(name)
print(len(names), lineup.__file__, "stages" in sys.modules)
"""
HELP = """
import sys
from lineup.__main__ import main
sys.argv = ["lineup", "--help"]
try:
    main()
finally:
    print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names))
"""


def tracked(*folders: str) -> list[str]:
    """Return the files that git tracks, or would if asked to."""
    return listed_by_git("--cached", "--others", "--exclude-standard", "--", *folders)


def listed_by_git(*arguments: str) -> list[str]:
    command = ["git", "ls-files", "-z", *arguments]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).exists()]


@pytest.fixture(scope="module")
def worked_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with what work leaves there."""
    folder = tmp_path_factory.mktemp("worked_in")
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name in SECRETS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("secret")
    return folder


def test_the_source_archive_is_what_git_has(worked_in: Path, tmp_path: Path) -> None:
    (archive,) = SdistBuilder(str(worked_in)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    needed = {name for name in listed_by_git("--cached") if not name.startswith((".ci/", ".github/"))}
    assert names >= needed | {"PKG-INFO"}
    assert names - {"PKG-INFO"} <= set(tracked())  # which has dvc.lock, too, once `dvc repro` has run


@pytest.fixture(scope="module")
def installed(worked_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(worked_in)).build(directory=str(folder), versions=["standard"])
    shutil.unpack_archive(wheel, folder / "site", "zip")
    return folder / "site"


def test_the_wheel_is_lineup_and_what_a_project_is_made_of(installed: Path) -> None:
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    shared = {f"lineup/starting/shared/{name}" for name in tracked(*project.SHARED, project.WEIGHTS)}
    assert {name for name in names if not name.startswith("lineup-")} == set(tracked("lineup")) | shared
    assert "lineup/report/templates/report.html" in names


def test_every_module_of_the_wheel_is_imported_and_does_nothing(installed: Path, tmp_path: Path) -> None:
    done = warm.run(tmp_path, "-c", IMPORT_ALL, str(installed), environment=warm.untraced(os.environ))
    assert (done.returncode, done.stderr) == (0, "")
    modules = len([name for name in tracked("lineup") if name.endswith(".py")]) - 1  # lineup itself
    assert done.stdout == f"{modules} {installed}/lineup/__init__.py False\n"
    assert list(tmp_path.iterdir()) == []


def test_help_loads_next_to_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=warm.untraced(os.environ),
    )
    assert done.returncode == 0, done.stderr
    said, _, loaded = done.stdout.partition("loaded: ")
    assert said.startswith("Usage: ")
    assert set(loaded.split()) - STARTED == {"annotated_doc", "lineup", "shellingham", "typer"}
