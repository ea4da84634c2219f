"""`lineup clean` on a small real DVC project whose stages only echo."""

import os
import pty
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from lineup.cleaning import checkpoints, needed
from lineup.code import closure
from lineup.schema import params
from tests import warm
from tests.conftest import ROOT, SMALL
from tests.finished import dvc, repro

PIPELINE = """
stages:
  split:
    cmd: mkdir -p data/split && echo ${split.seed} > data/split/seed.txt
    deps: [pictures]
    params: [split]
    outs: [data/split]
  train:
    foreach: ${variants}
    do:
      cmd: >-
        mkdir -p data/models/${key}/0 &&
        printf '{"training_key": "%064d"}' ${item.epochs} > data/models/${key}/0/training.json
      deps: [data/split]
      params: [seeds, "variants.${key}"]
      outs: ["data/models/${key}"]
"""


def write_params(project: Path, epochs: int) -> None:
    variant = SMALL["variants"]["fully_connected"] | {"epochs": epochs}
    (project / "params.yaml").write_text(yaml.safe_dump({**SMALL, "variants": {"net": variant}}))


def checkpoint(project: Path, epochs: int) -> None:
    """Make the old checkpoint of a training."""
    file = project / f"checkpoints/{epochs:064d}/finished/model.keras"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(1000))
    os.utime(file, (time.time() - 864_000,) * 2)


def git(project: Path, *arguments: str) -> None:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=project, check=True, capture_output=True)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project after three recipes: the first is kept in studies/, the third is the active one."""
    project = tmp_path_factory.mktemp("three")
    (project / "dvc.yaml").write_text(PIPELINE)
    (project / "pictures").mkdir()
    (project / "pictures/a.png").write_bytes(b"a picture of the user's")
    git(project, "init", "-q")
    assert dvc(project, "init", "-q").returncode == 0
    (project / "studies").mkdir()
    for epochs in (1, 2, 3):
        write_params(project, epochs)
        assert "train@net" in repro(project)
        checkpoint(project, epochs)
        if epochs == 1:
            shutil.copy(project / "params.yaml", project / "studies/first.yaml")
    return project


@pytest.fixture
def project(trained: Path, tmp_path: Path) -> Path:
    shutil.copytree(trained, tmp_path / "project")
    return tmp_path / "project"


def clean(project: Path, *arguments: str) -> str:
    done = warm.run(project, "lineup", "clean", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def rows(told: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in told.splitlines() if "│" in line]


def content(project: Path) -> dict[str, bytes]:
    files = (path for path in project.rglob("*") if path.is_file() and ".dvc/tmp" not in path.as_posix())
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in files}


def restored(project: Path) -> bool:
    """Say whether `dvc repro` takes the training from its cache."""
    done = dvc(project, "repro", "train@net")
    assert done.returncode == 0, done.stderr
    return "Stage 'train@net' is cached - skipping run" in done.stdout


def kept(project: Path) -> list[int]:
    return sorted(int(path.name) for path in (project / "checkpoints").iterdir())


def test_the_listing_changes_nothing(project: Path) -> None:
    before = content(project)
    told = clean(project)
    assert content(project) == before
    # A training.json has 84 bytes, DVC's listing of its folder 75; the split's file and listing 2 and 68.
    assert rows(told) == [
        ["checkpoints/, finished trainings", "2: 2.0 kB", "", "1: 1.0 kB"],
        ["checkpoints/, under way", "", "", ""],
        ["DVC's cache, files", "6: 388 bytes", "", "2: 159 bytes"],
        ["MLflow, runs", "", "", ""],
        ["MLflow, models", "", "", ""],
    ]
    assert told.endswith("Nothing was freed. `lineup clean --yes` frees 1.2 kB.\n")


def test_what_a_study_names_can_be_switched_back_to(project: Path) -> None:
    before = content(project)
    assert clean(project, "--yes").endswith("Freed 1.2 kB.\n")
    assert kept(project) == [1, 3]
    gone = before.keys() - content(project).keys()
    assert {name.split("/")[0] for name in gone} == {"checkpoints", ".dvc"}
    assert len([name for name in gone if name.startswith(".dvc/cache/files")]) == 2
    assert clean(project, "--yes").endswith("Nothing can be freed.\n")
    shutil.copy(project / "params.yaml", project / "studies/third.yaml")
    shutil.copy(project / "studies/first.yaml", project / "params.yaml")
    assert restored(project)
    write_params(project, 2)
    assert not restored(project)


def test_what_a_commit_names_stays(project: Path) -> None:
    write_params(project, 2)
    assert restored(project)
    git(project, "add", "dvc.yaml", "dvc.lock", "params.yaml", ".dvc/config")
    git(project, "commit", "-qm", "The second recipe")
    write_params(project, 3)
    assert restored(project)
    assert clean(project, "--yes").endswith("Nothing can be freed.\n")
    assert kept(project) == [1, 2, 3]


def test_young_checkpoints_stay_unless_asked_for(project: Path) -> None:
    clean(project, "--yes", "--older-than", "11")
    assert kept(project) == [1, 2, 3]
    clean(project, "--yes", "--older-than", "9.5")
    assert kept(project) == [1, 3]


def test_a_cache_that_other_projects_may_share_stays(project: Path) -> None:
    shared = project.parent / "shared"
    (project / ".dvc/cache").replace(shared)
    (project / ".dvc/config.local").write_text(f"[cache]\n    dir = {shared}\n")
    assert rows(clean(project))[2] == ["DVC's cache, files", "6: 388 bytes", "2: 159 bytes", ""]
    before = content(shared)
    assert clean(project, "--yes").endswith("Freed 1.0 kB.\n")
    assert content(shared) == before
    assert kept(project) == [1, 3]


@pytest.mark.parametrize(("answer", "left"), [("n", [1, 2, 3]), ("y", [1, 3])])
def test_a_person_at_a_terminal_is_asked(project: Path, answer: str, left: list[int]) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    command = [sys.executable, "-m", "lineup", "clean"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=project, env=environment, stdin=theirs, capture_output=True, text=True)
    os.close(ours)
    os.close(theirs)
    assert "Free 1.2 kB? [y/N]: " in done.stdout
    assert kept(project) == left


def test_without_dvc_nothing_is_judged(tmp_path: Path) -> None:
    write_params(tmp_path, 1)
    done = warm.run(tmp_path, "lineup", "clean", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: DVC cannot say what is still named, so nothing is freed: you are not inside of a DVC"
        " repository (checked up to mount point '/'). Mend that, or let another DVC command end first.\n"
    )


def test_keys_are_found_without_tensorflow(finished_study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `needed` builds must be what train.py builds, or a study's first seeds would be lost."""
    monkeypatch.chdir(finished_study)
    monkeypatch.setattr(closure, "location", lambda _: finished_study)  # it has an architecture of its own
    facts = checkpoints.training_facts(finished_study / "checkpoints", "*/finished/training.json")
    data = finished_study / "data"
    found = needed.keys(params.load(), data, facts)
    own = checkpoints.training_facts(data / "models", "*/*/training.json")
    assert found == {one["training_key"] for one in own}
    assert len(found) == 6
    assert needed.keys(params.load(), data, []) == set()


def test_a_whole_study_names_all_that_it_made(finished_study: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(finished_study, project, symlinks=True)
    before = rows(clean(project, "--older-than", "0"))
    assert [row[2:] for row in before] == [["", ""]] * 5
    assert before[0][1].startswith("6: ")
    (project / "dvc.lock").unlink()  # as another study's: only the run cache is left to name its results
    shutil.rmtree(project / "data/models")
    after = rows(clean(project, "--older-than", "0"))
    assert after[0] == before[0]
    checked = len(list((project / "data/check").rglob("*.*")))  # which is never in the run cache
    assert after[2][3].startswith(f"{checked + 1}: ")
