"""Freeing MLflow's store: deleted runs always, superseded ones when asked, with their models and files."""

from pathlib import Path

import pytest

from lineup.tracking import clean
from tests import warm
from tests.test_tracking.made_up import fill, set_key, track
from tests.test_tracking.store_reader import query


def states(here: Path) -> dict[str, int]:
    """Return how many runs and models are in which state."""
    found = [f"{item.kind} {item.state}" for item in clean.stored(here)]
    return {state: found.count(state) for state in sorted(set(found))}


def free(here: Path, *wanted: str) -> None:
    """Free in a process of its own, since MLflow's imports warn."""
    script = f"from pathlib import Path; from lineup.tracking import clean; clean.free(Path(), {wanted})"
    done = warm.run(here, "-c", script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def folders(here: Path) -> set[str]:
    """Return the ids of runs and models that have a folder of artifacts, empty ones too."""
    artifacts = here / "mlruns/artifacts"
    return {path.name for path in (*artifacts.iterdir(), *(artifacts / "models").iterdir())} - {"models"}


@pytest.fixture
def store(tmp_path: Path, empty_store: Path) -> Path:
    """Return a store with a current training, a superseded one, one deleted by hand, each with its report."""
    fill(tmp_path, {"cnn": 0.8}, (0,), empty_store)
    for recipe in ("first", "second", "third"):
        set_key(tmp_path / "data/models/cnn/0", recipe)
        assert track(tmp_path).returncode == 0
    (oldest, *_) = [
        run_id
        for (run_id,) in query(tmp_path, "SELECT run_uuid FROM runs WHERE name = 'cnn-s0' ORDER BY rowid")
    ]
    query(tmp_path, "UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = ?", oldest)
    return tmp_path


def test_deleted_runs_go_first_and_superseded_ones_when_asked(store: Path) -> None:
    assert states(store) == {
        "model current": 1,
        "model deleted": 1,
        "model superseded": 1,
        "run current": 3,
        "run deleted": 1,
        "run superseded": 3,
    }
    gone = {item.identity for item in clean.stored(store) if item.state == "deleted"}
    assert gone <= folders(store)
    free(store, "deleted")
    assert states(store) == {"model current": 1, "model superseded": 1, "run current": 3, "run superseded": 3}
    assert not gone & folders(store)
    free(store, "deleted", "superseded")
    assert states(store) == {"model current": 1, "run current": 3}
    left = {item.identity for item in clean.stored(store)}
    assert folders(store) == {item.identity for item in clean.stored(store) if item.folder.exists()}
    for table in ("tags", "params", "metrics", "latest_metrics"):
        assert {run_id for (run_id,) in query(store, f"SELECT run_uuid FROM {table}")} <= left  # noqa: S608
    assert track(store).stdout.startswith("MLflow is up to date: 3 runs")
    set_key(store / "data/models/cnn/0", "first")  # a freed training that comes back is tracked anew
    assert track(store).returncode == 0
    assert states(store) == {"model current": 1, "model superseded": 1, "run current": 3, "run superseded": 2}


def test_without_a_local_store_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert clean.stored(tmp_path) == []
    clean.free(tmp_path, ("deleted",))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mlruns").mkdir()
    (tmp_path / "mlruns/mlflow.db").touch()
    assert clean.stored(tmp_path) == []
    (tmp_path / "mlruns/mlflow.db").write_text("no database")
    assert clean.stored(tmp_path) == []
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    assert clean.stored(tmp_path) == []
