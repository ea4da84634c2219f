"""Which runs stand and which are superseded, beside what DVC's experiments hold; no server, no training."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

from lineup.tracking import experiments, git
from tests.test_tracking.made_up import Tracked, fill, set_key, track
from tests.test_tracking.store_reader import active_runs, query

AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")


def run_git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path, message: str) -> str:
    """Commit what `dvc.lock` would say of data/, with the files in DVC's cache, as dvc does."""
    outs = [{"path": f"data/{name}", "md5": keep(folder, name)} for name in ("models/cnn", "report")]
    (folder / "dvc.lock").write_text(yaml.safe_dump({"stages": {"all": {"cmd": "none", "outs": outs}}}))
    run_git(folder, "add", "dvc.lock")
    run_git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return run_git(folder, "rev-parse", "HEAD")


def keep(folder: Path, name: str) -> str:
    """Put a folder of data/ into DVC's cache; return DVC's name of it."""
    top = folder / "data" / name
    files = sorted(path for path in top.rglob("*") if path.is_file())
    listed = [
        {"md5": put(folder, path.read_bytes()), "relpath": path.relative_to(top).as_posix()} for path in files
    ]
    return put(folder, json.dumps(listed).encode(), ".dir")


def put(folder: Path, content: bytes, ending: str = "") -> str:
    md5 = hashlib.md5(content).hexdigest() + ending  # noqa: S324 (DVC's)
    file = folder / ".dvc/cache/files/md5" / md5[:2] / md5[2:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return md5


def recipe(folder: Path, name: str) -> None:
    """Let data/ hold the results of another recipe."""
    for seed in ("0", "1"):
        training = folder / "data/models/cnn" / seed
        set_key(training, name)
        facts = json.loads((training / "training.json").read_text()) | {"seed": int(seed)}
        digest = hashlib.sha256(name.encode()).hexdigest()
        (training / "training.json").write_text(json.dumps(facts | {"recipe_key": digest}))
    (folder / "data/report/report.md").write_text(name)


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Tracked:
    folder = tmp_path_factory.mktemp("baseline") / "project"
    fill(folder, {"cnn": 0.8}, (0, 1), empty_store)
    (folder / ".dvc").mkdir()
    (folder / ".dvc/config").touch()
    run_git(folder, "init", "-q")
    recipe(folder, "baseline")
    commit(folder, "baseline")
    tell(folder)
    return Tracked(folder)


@pytest.fixture
def project(baseline: Tracked) -> Path:
    """Return a project with results of a baseline, committed and tracked."""
    return baseline.again()


def experiment(project: Path, name: str) -> str:
    """Do what `dvc exp run --temp` does, and return where it notes the experiment."""
    baseline, here = run_git(project, "rev-parse", "HEAD"), project / ".dvc/tmp/exps/standalone/tmpcopy"
    before = {path: path.read_bytes() for path in (project / "data").rglob("*") if path.is_file()}
    recipe(project, name)
    here.mkdir(parents=True, exist_ok=True)
    (here / "data").symlink_to(project / "data")
    tell(here, DVC_EXP_NAME=name, DVC_EXP_BASELINE_REV=baseline)
    done = commit(project, name)
    run_git(project, "reset", "-q", "--hard", baseline)
    (here / "data").unlink()
    for path, content in before.items():
        path.write_bytes(content)
    ref = f"refs/exps/{baseline[:2]}/{baseline[2:]}/{name}"
    run_git(project, "update-ref", ref, done)
    return ref


def tell(folder: Path, **variables: str) -> None:
    done = track(folder, bound=False, **variables)
    assert (done.returncode, done.stderr) == (0, "")


def names(project: Path, superseded: bool) -> list[str]:
    """Return what is, or is not, superseded: of which recipe the runs are, once each."""
    runs = [run for run in active_runs(project).values() if ("superseded" in run["tags"]) == superseded]
    return sorted({run["tags"].get("dvc_experiment", "baseline") for run in runs})


def test_an_experiment_stands_until_it_is_removed(project: Path) -> None:
    refs = {name: experiment(project, name) for name in ("one", "two")}
    tell(project)
    assert (names(project, False), names(project, True)) == (["baseline", "one", "two"], [])
    assert [found.name for found in git.experiments(project)] == ["one", "two"]
    for run in active_runs(project).values():
        if run["tags"].get("dvc_experiment"):
            assert run["tags"]["dvc_baseline"] == run_git(project, "rev-parse", "HEAD")
    parents = {run_id: run for run_id, run in active_runs(project).items() if "seeds" in run["tags"]}
    assert len(parents) == 3
    for run in active_runs(project).values():
        if "seed" in run["tags"]:
            assert parents[run["tags"]["mlflow.parentRunId"]]["tags"]["recipe"] == run["tags"]["recipe"]
    run_git(project, "update-ref", "-d", refs["one"])
    assert track(project, "--check").returncode == 1  # four of its runs are not marked
    tell(project)
    assert (names(project, False), names(project, True)) == (["baseline", "two"], ["one"])
    assert track(project, "--check").returncode == 0
    recipe(project, "one")  # its branch is checked out
    tell(project)
    assert (names(project, False), names(project, True)) == (["baseline", "one", "two"], [])
    run_git(project, "update-ref", "-d", refs["two"])
    tell(project)  # nothing is based on the baseline any more
    assert (names(project, False), names(project, True)) == (["one"], ["baseline", "two"])


def test_an_applied_experiment_is_the_workspaces(project: Path) -> None:
    experiment(project, "one")
    before = active_runs(project)
    recipe(project, "one")
    tell(project)
    assert active_runs(project) == before
    assert track(project, "--check").returncode == 0


def test_a_renamed_experiment_is_known_by_its_new_name(project: Path) -> None:
    """As `dvc exp rename` leaves it; one that was removed gives its name to no other."""
    refs = {name: experiment(project, name) for name in ("one", "two", "gone")}
    tell(project)
    before = {run_id: run["tags"].get("dvc_experiment") for run_id, run in active_runs(project).items()}
    renamed = refs["one"].replace("/one", "/better")
    run_git(project, "update-ref", renamed, refs["one"])
    for name in ("one", "gone"):
        run_git(project, "update-ref", "-d", refs[name])
    tell(project)
    new = {"one": "better"}
    assert {run_id: run["tags"].get("dvc_experiment") for run_id, run in active_runs(project).items()} == {
        run_id: new.get(str(name), name) for run_id, name in before.items()
    }
    assert (names(project, False), names(project, True)) == (["baseline", "better", "two"], ["gone"])
    assert track(project, "--check").returncode == 0


def test_a_saved_experiment_has_what_the_workspace_had_made(project: Path) -> None:
    """As `dvc exp save` leaves it, which runs no stage and so tells none its name."""
    baseline = run_git(project, "rev-parse", "HEAD")
    recipe(project, "one")
    tell(project)
    assert names(project, False) == ["baseline"]
    saved = commit(project, "saved")
    run_git(project, "reset", "-q", "--hard", baseline)
    run_git(project, "update-ref", f"refs/exps/{baseline[:2]}/{baseline[2:]}/kept", saved)
    tell(project)
    known = [run["tags"] for run in active_runs(project).values()]
    assert len(known) == 8
    told = {"dvc_experiment": "kept", "dvc_baseline": baseline}
    of_one = [tags for tags in known if told.items() <= tags.items()]
    assert len(of_one) == 4
    assert sum("dvc_experiment" in tags for tags in known) == 4
    assert track(project, "--check").returncode == 0


def test_what_the_cache_lacks_is_believed_to_stand_by_its_name(project: Path) -> None:
    experiment(project, "one")
    held = experiments.held(project)
    for path in (project / ".dvc/cache").rglob("*.dir"):
        path.unlink()
    lost = experiments.held(project)
    assert (len(held.marks), len(lost.marks)) == (8, 0)
    assert (sorted(held.names), sorted(lost.names)) == ([], ["one"])


def test_one_that_runs_in_a_copy_stands(project: Path) -> None:
    experiment(project, "one")
    for ref in run_git(project, "for-each-ref", "--format=%(refname)", "refs/exps").splitlines():
        run_git(project, "update-ref", "-d", ref)
    copy, note = project / ".dvc/tmp/exps/standalone/tmpcopy", project / ".dvc/tmp/exps/run/abc/abc.run"
    note.parent.mkdir(parents=True)
    note.write_text(json.dumps({"name": "one", "status": 2, "root_dir": str(copy)}))
    tell(project)
    assert names(project, True) == []
    note.write_text(json.dumps({"name": "one", "status": 4, "root_dir": str(copy)}))  # it failed
    (project / "mlruns/receipt-synthetic.json").unlink()
    tell(project)
    assert names(project, True) == ["one"]


def test_a_training_under_way_stands_and_one_that_was_killed_is_ended(project: Path) -> None:
    (run_id,) = [run_id for run_id, run in active_runs(project).items() if run["name"] == "cnn-s0"]
    key = active_runs(project)[run_id]["tags"]["training_key"]
    query(project, "UPDATE runs SET status = 'RUNNING' WHERE run_uuid = ?", run_id)
    recipe(project, "another")
    (project / "checkpoints" / key).mkdir(parents=True)
    with FileLock(project / "checkpoints" / f"{key}.lock"):
        tell(project)
        assert active_runs(project)[run_id]["status"] == "RUNNING"
        assert "superseded" not in active_runs(project)[run_id]["tags"]
    (project / "mlruns/receipt-synthetic.json").unlink()
    tell(project)
    assert active_runs(project)[run_id]["status"] == "KILLED"
    assert "superseded" in active_runs(project)[run_id]["tags"]
