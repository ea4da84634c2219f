"""A project that is no git repository, as a ZIP download is: two ways on, and all works either way."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import copied
from tests.finished import dvc, repro


@pytest.mark.parametrize("way", [["git", "init", "-q"], ["dvc", "config", "--local", "core.no_scm", "true"]])
def test_everything_works(finished_study: Path, tmp_path: Path, way: list[str]) -> None:
    project = copied.copy(finished_study, tmp_path / "project", but=(".git",))
    assert dvc(project, "repro").stderr == f"ERROR: {project} is not a git repository\n"
    if way[0] == "dvc":
        assert dvc(project, *way[1:]).returncode == 0
    else:
        subprocess.run(way, cwd=project, check=True)
    if way[0] == "git":
        assert repro(project, "check") == ["check"]
        return  # as every other test's project
    shutil.rmtree(project / "data/results")
    done = dvc(project, "repro")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Stage 'evaluate@one' is cached - skipping run, checking out outputs\n" in done.stdout
    assert "MLflow is up to date: 10 runs in experiment small.\n" in done.stdout
    assert repro(project) == ["check", "track"]
    for command in (["track", "--check"], ["clean"]):
        done = copied.lineup(project, *command)
        assert (done.returncode, done.stderr) == (0, ""), command
    assert "6: " in done.stdout  # trainings that are named
