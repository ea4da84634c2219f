"""One MLflow server for a team: nobody's runs are changed, ended or marked by another clone."""

import hashlib
import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lineup.tracking import view
from tests.test_tracking.made_up import compare, fill, set_key, track
from tests.test_tracking.servers import Server
from tests.test_tracking.store_reader import active_runs, query
from tests.test_tracking.test_live import start

AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
Runs = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("team") / "server", empty_store)
    server.start()
    yield server
    server.kill()


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True)


def project(folder: Path, study: str) -> Path:
    """Make a project of its own with a made-up study that is committed, results included."""
    fill(folder, {"cnn": 0.8}, (0,))
    compare(folder, study)
    (folder / "README.md").write_text(str(folder))  # so that no two projects begin with the same commit
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Begin")
    return folder


def clone(first: Path, name: str) -> Path:
    git(first.parent, "clone", "-q", first.name, name)
    return first.parent / name


def anew(clone: Path, recipe: str, study: str) -> None:
    """Let a clone have trained another recipe."""
    digest = hashlib.sha256(recipe.encode()).hexdigest()
    set_key(clone / "data/models/cnn/0", recipe)
    facts = clone / "data/models/cnn/0/training.json"
    facts.write_text(json.dumps(json.loads(facts.read_text()) | {"recipe_key": digest}))
    compare(clone, study)
    (clone / "data/report/report.md").write_text(recipe)


def tell(clone: Path, server: Server, *arguments: str, **variables: str) -> str:
    """Track from a clone, and check that then nothing is amiss."""
    done = track(clone, *arguments, bound=False, MLFLOW_TRACKING_URI=server.address, **variables)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def runs_of(server: Server, study: str) -> Runs:
    found = active_runs(server.folder)
    return {run_id: run for run_id, run in found.items() if run["tags"].get("study") == study}


def superseded(runs: Runs) -> set[str]:
    return {run_id for run_id, run in runs.items() if "superseded" in run["tags"]}


def test_clones_leave_each_other_and_a_live_training_alone(tmp_path: Path, server: Server) -> None:
    first = project(tmp_path / "first", "synthetic")
    second, third = clone(first, "second"), clone(first, "third")
    tell(first, server)
    shared = runs_of(server, "synthetic")
    assert sorted(run["name"] for run in shared.values()) == ["cnn", "cnn-s0", "comparison"]
    tell(second, server)  # what was pulled is shown by the runs of who trained it
    assert runs_of(server, "synthetic") == shared
    training = start(third, until=8, pause=3, MLFLOW_TRACKING_URI=server.address)
    (live,) = wait_for_more(server, shared)
    for other, gone in ((second, set[str]()), (first, set(shared))):  # another recipe, in one after the other
        before = runs_of(server, "synthetic")
        anew(other, f"new of {other.name}", "synthetic")
        tell(other, server)
        now = runs_of(server, "synthetic")
        assert len(set(now) - set(before)) == 3
        assert superseded(now) == gone  # the first one's own, of its earlier recipe
        assert {run_id: now[run_id] for run_id in set(before) - gone} == {
            run_id: before[run_id] for run_id in set(before) - gone
        }
        assert now[live]["status"] == "RUNNING"
        for one in (first, second):
            assert tell(one, server, "--check").startswith("MLflow at ")
    assert training.communicate("go on\n", timeout=90) == ("trained\n", "")
    ended = runs_of(server, "synthetic")[live]
    assert (ended["status"], "superseded" in ended["tags"]) == ("FINISHED", False)
    anew(third, "third", "synthetic")  # its params were edited before it was compared
    tell(third, server)
    assert superseded(runs_of(server, "synthetic")) == {*shared, live}
    assert runs_of(server, "synthetic")[live]["status"] == "FINISHED"


def wait_for_more(server: Server, before: Runs) -> set[str]:
    """Return the ids of runs that were made meanwhile, once there are some with three epochs."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        now = runs_of(server, "synthetic")
        if any(len(now[run_id]["points"]) >= 18 for run_id in set(now) - set(before)):
            break
        time.sleep(0.1)
    return set(now) - set(before)


def test_results_that_a_colleague_has_superseded_are_shown_by_a_run_of_ones_own(
    tmp_path: Path, server: Server
) -> None:
    first = project(tmp_path / "first", "pulled")
    second = clone(first, "second")
    for one in (first, second):
        tell(one, server)
    anew(first, "changed", "pulled")
    tell(first, server)
    asked = track(second, "--check", MLFLOW_TRACKING_URI=server.address)
    assert asked.returncode == 1
    assert asked.stdout.count("    missing\n") == 3
    tell(second, server)
    tell(second, server, "--check")
    standing = [run["name"] for run in runs_of(server, "pulled").values() if "superseded" not in run["tags"]]
    assert standing.count("cnn-s0") == 2
    for one in (first, second):
        tell(one, server, "--check")


def test_two_projects_of_one_study_name_do_not_meet(tmp_path: Path, server: Server) -> None:
    one, two = (project(tmp_path / name, "namesake") for name in ("one", "two"))
    assert "3 runs in experiment namesake.\n" in tell(one, server)
    found = re.search(r"3 runs in experiment (namesake-[0-9a-f]{8})\.\n", tell(two, server))
    assert found
    assert f"3 runs in experiment {found[1]}.\n" in tell(clone(two, "copy of two"), server)
    assert [name for name in experiments(server) if name.startswith("namesake")] == ["namesake", found[1]]
    assert len(runs_of(server, "namesake")) == 6
    for folder in (one, two):
        assert "holds all 3 runs" in tell(folder, server, "--check")


def test_the_experiment_can_be_named(tmp_path: Path, server: Server) -> None:
    folder = project(tmp_path / "one", "named")
    assert "in experiment /Shared/named.\n" in tell(folder, server, MLFLOW_EXPERIMENT_NAME="/Shared/")
    assert "in experiment ours.\n" in tell(folder, server, MLFLOW_EXPERIMENT_NAME="ours")
    assert {"/Shared/named", "ours"} < set(experiments(server))
    assert "named" not in experiments(server)
    tell(folder, server, "--check", MLFLOW_EXPERIMENT_NAME="ours")
    assert track(folder, "--check", MLFLOW_TRACKING_URI=server.address).returncode == 1


def test_one_that_was_renamed_in_mlflow_goes_on(tmp_path: Path, server: Server) -> None:
    """Another project that comes to its former name has its own."""
    one, two = (project(tmp_path / name, "former") for name in ("one", "two"))
    tell(one, server)
    query(server.folder, "UPDATE experiments SET name = 'Our study' WHERE name = 'former'")
    for receipt in (one / "mlruns").glob("receipt-*"):
        receipt.unlink()
    assert "3 runs in experiment Our study.\n" in tell(one, server)
    assert "holds all 3 runs" in tell(one, server, "--check")
    assert "3 runs in experiment former.\n" in tell(two, server)
    assert len(runs_of(server, "former")) == 6


def test_one_that_was_renamed_in_a_store_goes_on(tmp_path: Path, empty_store: Path) -> None:
    folder = tmp_path / "project"
    fill(folder, {"cnn": 0.8}, (0,), empty_store)
    track(folder)
    before = view.address(folder / "mlruns/mlflow.db", "synthetic")
    assert before.startswith("#/experiments/")
    query(folder, "UPDATE experiments SET name = 'Meine' WHERE name = 'synthetic'")
    (folder / "mlruns/receipt-synthetic.json").unlink()
    assert track(folder).stdout.startswith("MLflow is up to date: 3 runs in experiment Meine.\n")
    assert view.address(folder / "mlruns/mlflow.db", "synthetic") == before


def experiments(server: Server) -> list[str]:
    return [name for (name,) in query(server.folder, "SELECT name FROM experiments ORDER BY name")]
