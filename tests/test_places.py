"""A project that is a subfolder of a larger repository, and a worktree: everything finds its place."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from lineup import repository
from lineup.locks import keeper, template
from tests import copied, finished
from tests.conftest import ROOT
from tests.test_tracking.made_up import fill, track
from tests.test_tracking.store_reader import active_runs

AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("dvc", "project"),
    [
        ("", ""),
        ("", "Fotos/Tiere äöü"),
        ("sub repository", "sub repository"),  # `dvc init --subdir`
        ("sub repository", "sub repository/deeper"),
    ],
)
@pytest.mark.parametrize("copy", ["tmpabc", "standalone/tmpabc"])
def test_the_project_is_found_from_within_an_experiments_copy(
    tmp_path: Path, dvc: str, project: str, copy: str
) -> None:
    (tmp_path / dvc / ".dvc").mkdir(parents=True)
    (tmp_path / project).mkdir(parents=True, exist_ok=True)
    top = tmp_path / dvc / ".dvc/tmp/exps" / copy  # of the whole git repository
    (top / dvc / ".dvc").mkdir(parents=True)
    (top / project).mkdir(parents=True, exist_ok=True)
    assert repository.root(top / project) == repository.root(tmp_path / project) == tmp_path / project
    assert repository.dvc(top / project) == top / dvc / ".dvc"
    assert repository.dvc(tmp_path / project) == tmp_path / dvc / ".dvc"


def test_the_keeper_looks_where_dvc_keeps_its_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".dvc/tmp").mkdir(parents=True)
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    (tmp_path / ".dvc/tmp/rwlock").write_text('{"write": {')
    (tmp_path / "project/dvc.lock").write_text("schema: '2.0'\nsta")
    keeper.mend(b"schema: '2.0'\nstages: {}\n")
    assert not (tmp_path / ".dvc/tmp/rwlock").exists()
    assert (tmp_path / "project/dvc.lock").read_text() == "schema: '2.0'\nstages: {}\n"
    assert not (tmp_path / "project/.dvc").exists()


def test_a_subfolder_of_a_larger_repository(finished_study: Path, tmp_path: Path) -> None:
    top, project = tmp_path, tmp_path / "Fotos/Tiere äöü"
    copied.copy(finished_study, project, but=(".git", ".dvc", "checkpoints"))
    shutil.copytree(finished_study / ".dvc", top / ".dvc", ignore=shutil.ignore_patterns("tmp", "plots"))
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "Begin")
    assert finished.repro(project) == ["check", "track"]
    name = {run["name"] for run in active_runs(project).values() if "kind" not in run["tags"]}
    assert name == {f"{variant}-s{seed}" for variant in finished.VARIANTS for seed in (0, 1)}
    change = "variants.two.learning_rate=0.01"
    done = finished.dvc(project, "exp", "run", "--temp", "--name", "slower", "--set-param", change)
    assert done.returncode == 0, done.stdout + done.stderr
    made = [run for run in active_runs(project).values() if run["tags"].get("dvc_experiment") == "slower"]
    assert sorted(run["name"] for run in made) == ["comparison", "two", "two-s0", "two-s1"]
    assert {run["tags"]["dvc_baseline"] for run in made} == {git(top, "rev-parse", "HEAD")}
    assert {run["params"].get("learning_rate") for run in made} == {"0.01", None}
    assert {run["status"] for run in made} == {"FINISHED"}
    assert len(list((project / "checkpoints").glob("*/finished"))) == 2
    assert not {"mlruns", "checkpoints", "data"} & {path.name for path in top.iterdir()}
    assert finished.repro(project) == ["check", "track"]
    assert not any("superseded" in run["tags"] for run in active_runs(project).values())
    shown = finished.dvc(project, "plots", "show", "--show-vega", "accuracy")
    assert (shown.returncode, shown.stderr) == (0, "")


def test_what_dvc_draws_by_is_the_same_in_a_clone() -> None:
    assert template.TEMPLATE.read_bytes() == (ROOT / ".dvc/plots/curves.json").read_bytes()


def test_a_worktree_has_a_store_and_an_identity_of_its_own(tmp_path: Path, empty_store: Path) -> None:
    main, worktree = tmp_path / "main", tmp_path / "work tree"
    fill(main, {"cnn": 0.8}, (0,), empty_store)
    facts = main / "data/models/cnn/0/training.json"
    facts.write_text(json.dumps(json.loads(facts.read_text()) | {"commit": "c" * 40}))
    (main / ".gitignore").write_text("mlruns\n")
    (main / ".dvc").mkdir()
    (main / ".dvc/.gitignore").write_text("tmp\n")
    git(main, "init", "-q")
    git(main, "add", ".")
    git(main, "commit", "-q", "-m", "Begin")
    git(main, "worktree", "add", "-q", "-b", "other", str(worktree))
    (worktree / "README.md").write_text("another commit")
    git(worktree, "add", ".")
    git(worktree, "commit", "-q", "-m", "Go on")
    for folder in (main, worktree):
        assert track(folder).stdout.startswith("MLflow is up to date: 3 runs")
        commits = {run["name"]: run["tags"]["git_commit"] for run in active_runs(folder).values()}
        here = git(folder, "rev-parse", "HEAD")
        assert commits == {"cnn": here, "cnn-s0": "c" * 40, "comparison": here}  # not that of track
    owners = {run["tags"]["workspace"] for one in (main, worktree) for run in active_runs(one).values()}
    assert len(owners) == 2
