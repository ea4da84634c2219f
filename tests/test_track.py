"""The track stage, run as DVC runs it, on a made-up study; the store is read with plain SQL."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import warm
from tests.ports import free_port, silent
from tests.test_tracking.made_up import TRACK, Tracked, compare, fill, set_key, track, variables
from tests.test_tracking.store_reader import active_runs, content, named, query

DONE = "MLflow is up to date: 5 runs in experiment synthetic.\n"
PLACES = "Report: data/report/report.html\nMLflow: lineup ui\n"


@pytest.fixture
def study(tmp_path: Path, empty_store: Path) -> Path:
    """Return a folder with two variants of one seed, and an empty store."""
    fill(tmp_path, {"cnn": 0.8, "fully_connected": 0.6}, (0,), empty_store)
    return tmp_path


@pytest.fixture(scope="module")
def tracked_once(tmp_path_factory: pytest.TempPathFactory) -> Tracked:
    folder = tmp_path_factory.mktemp("tracked") / "study"
    fill(folder, {"cnn": 0.8, "fully_connected": 0.6}, (0,))
    done = subprocess.run(TRACK, cwd=folder, env=variables(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, DONE + PLACES, "")
    return Tracked(folder)


@pytest.fixture
def tracked(tracked_once: Tracked) -> Path:
    """Return the same study, tracked."""
    return tracked_once.again()


def test_a_training_has_one_run_with_all_that_the_design_names(tracked: Path) -> None:
    (run_id,) = named(tracked, "cnn-s0")
    run = active_runs(tracked)[run_id]
    facts = json.loads((tracked / "data/models/cnn/0/training.json").read_text())
    metrics = json.loads((tracked / "data/report/seeds/cnn.json").read_text())["0"]
    tags = {"study": "synthetic", "variant": "cnn", "seed": "0", "training_key": facts["training_key"]}
    tags["split_digest"] = facts["split_digest"]
    assert run["status"] == "FINISHED"
    assert tags.items() <= run["tags"].items()
    assert "superseded" not in run["tags"]
    assert run["params"]["learning_rate"] == "0.001"
    assert run["params"]["schedule.name"] == "constant"
    finals = {name: value for name, step, value in run["points"] if step == 0}
    assert finals["test_accuracy"] == pytest.approx(metrics["test_accuracy"])
    assert {"test_loss", "test_macro_f1", "parameters", "training_seconds"} <= set(finals)
    assert (finals["multiply_accumulates"], finals["model_bytes"]) == (2_700_000, 140_000)
    for name in ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "images_per_second"):
        assert [step for key, step, _ in run["points"] if key == name and step] == list(range(1, 9))
    assert run["artifacts"] == ["confusion_matrix.png", "curves.png", "errors.png"]
    assert run["inputs"] == [("synthetic", facts["split_digest"][:36])]
    assert run["models"] == [("model", 2, "active")]  # READY


def test_the_comparison_is_a_run_without_a_variant(tracked: Path) -> None:
    (run_id,) = named(tracked, "comparison")
    run = active_runs(tracked)[run_id]
    assert run["tags"]["kind"] == "comparison"
    assert run["tags"]["study"] == "synthetic"
    assert "variant" not in run["tags"]
    assert run["artifacts"] == ["comparison.csv", "comparison.json", "report.html", "report.md"]
    assert run["tags"]["mlflow.note.content"] == (tracked / "data/report/report.md").read_text()
    assert run["points"] == []  # bars of its own would stand before everybody's curves


def test_with_nothing_to_do_mlflow_is_not_imported(tracked: Path) -> None:
    before = content(tracked)
    script = (
        "import runpy, sys, time; start = time.time(); runpy.run_module('stages.track', run_name='__main__');"
        " print(sorted({'mlflow', 'tensorflow', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    again = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tracked,
        env=variables(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout == f"MLflow holds all runs of study synthetic.\n{PLACES}[]\n"
    assert content(tracked) == before


def test_a_deleted_store_comes_back_the_same(tracked: Path) -> None:
    before = content(tracked)
    shutil.rmtree(tracked / "mlruns")
    assert track(tracked).returncode == 0
    assert content(tracked) == before
    assert len(before) == 5


def test_what_was_deleted_or_lost_is_restored(tracked: Path) -> None:
    before, (run_id,) = content(tracked), named(tracked, "cnn-s0")
    query(tracked, "UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = ?", run_id)
    (other,) = named(tracked, "fully_connected-s0")
    query(tracked, "DELETE FROM metrics WHERE run_uuid = ? AND step > 5", other)
    shutil.rmtree(tracked / "mlruns/artifacts" / other)
    for model in (tracked / "mlruns/artifacts/models").glob("*/artifacts/data/model/model.keras"):
        model.unlink()
    assert content(tracked) != before
    assert track(tracked).stdout.startswith("MLflow is up to date")
    assert content(tracked) == before
    assert (named(tracked, "cnn-s0"), named(tracked, "fully_connected-s0")) == ([run_id], [other])
    assert len(list((tracked / "mlruns/artifacts/models").glob("*/artifacts/data/model/model.keras"))) == 2
    assert track(tracked).stdout.startswith("MLflow holds all runs")


def test_a_killed_track_is_completed_and_not_doubled(study: Path, empty_store: Path) -> None:
    command = [warm.python(), "-m", "stages.track"]
    process = subprocess.Popen(command, cwd=study, env=variables(), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(study.glob("mlruns/artifacts/*/artifacts/curves.png")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert track(study).returncode == 0
    killed = content(study)
    begin(study, empty_store)
    track(study)
    assert killed == content(study)


def test_runs_of_an_earlier_recipe_are_superseded_and_come_back(tracked: Path) -> None:
    (first,) = named(tracked, "cnn-s0")
    set_key(tracked / "data/models/cnn/0", "second")
    track(tracked)
    (second,) = set(named(tracked, "cnn-s0")) - {first}
    assert superseded(tracked, "variant") == {first}
    set_key(tracked / "data/models/cnn/0", "first")
    track(tracked)
    assert superseded(tracked, "variant") == {second}
    shutil.rmtree(tracked / "data/models/fully_connected")
    compare(tracked)
    track(tracked)
    assert superseded(tracked, "variant") == {
        second,
        *named(tracked, "fully_connected-s0"),
        *named(tracked, "fully_connected-s1"),
    }


def superseded(folder: Path, tag: str = "study") -> set[str]:
    """Return the ids of the runs that are marked as superseded, of those with a tag."""
    tags = {run_id: run["tags"] for run_id, run in active_runs(folder).items()}
    return {run_id for run_id, own in tags.items() if own.get("superseded") == "true" and tag in own}


def test_a_training_repeated_with_another_outcome_still_has_one_run(tracked: Path) -> None:
    cost = tracked / "data/models/cnn/0/cost.json"
    cost.write_text(json.dumps(json.loads(cost.read_text()) | {"training_seconds": 99.5}))
    track(tracked)
    (run_id,) = named(tracked, "cnn-s0")
    assert ("training_seconds", 0, 99.5) in active_runs(tracked)[run_id]["points"]
    assert len(active_runs(tracked)) == 5


def test_a_new_report_supersedes_the_comparison(tracked: Path) -> None:
    (first,) = named(tracked, "comparison")
    (tracked / "data/report/report.md").write_text("another report")
    track(tracked)
    assert superseded(tracked) == {first}
    assert len(named(tracked, "comparison")) == 2


def test_a_dead_server_costs_seconds_and_one_warning(study: Path) -> None:
    port = free_port()
    dead = track(study, MLFLOW_TRACKING_URI=f"http://me:secret@127.0.0.1:{port}")
    assert dead.returncode == 0
    assert len(dead.stderr.splitlines()) == 1
    assert dead.stderr.startswith("warning: MLflow is not up to date (API request to http://127.0.0.1:")
    assert dead.stdout == f"MLflow could not be brought up to date for study synthetic.\n{PLACES}"
    assert track(study).stdout.startswith("MLflow is up to date: 5 runs")


def test_a_server_that_never_answers_costs_two_timeouts(study: Path) -> None:
    with silent() as port:
        address = f"http://127.0.0.1:{port}"
        began = time.monotonic()
        slow = track(study, MLFLOW_TRACKING_URI=address, MLFLOW_HTTP_REQUEST_TIMEOUT="2")
        assert time.monotonic() - began < 30  # and not MLflow's 7 retries; 2 tries of 30 s by default
    assert (slow.returncode, len(slow.stderr.splitlines())) == (0, 1)
    assert slow.stderr.startswith(f"warning: MLflow is not up to date (API request to {address}/")


def test_a_store_that_cannot_be_written_is_a_warning(study: Path, empty_store: Path) -> None:
    shutil.rmtree(study / "mlruns")
    (study / "mlruns").write_text("not a folder")
    blocked = track(study)
    assert blocked.returncode == 0
    assert len(blocked.stderr.splitlines()) == 1
    assert blocked.stderr.startswith("warning: MLflow is not up to date (")
    (study / "mlruns").unlink()
    begin(study, empty_store)
    assert track(study).stdout.startswith("MLflow is up to date: 5 runs")


def begin(study: Path, store: Path) -> None:
    """Give a study a store without runs, which takes seconds to make."""
    shutil.rmtree(study / "mlruns", ignore_errors=True)
    (study / "mlruns").mkdir()
    shutil.copy(store, study / "mlruns/mlflow.db")


def test_missing_data_is_an_error(study: Path) -> None:
    (study / "data/models/cnn/0/training.json").unlink()
    failed = track(study)
    assert failed.returncode != 0
    assert "data/models/cnn/0/training.json" in failed.stderr


def test_a_temporary_copy_tracks_into_the_main_repository(tracked: Path) -> None:
    copy = tracked / ".dvc/tmp/exps/tmpcopy"
    copy.mkdir(parents=True)
    shutil.copytree(tracked / "data", copy / "data")
    set_key(copy / "data/models/cnn/0", "experiment")
    assert track(copy).stdout.startswith("MLflow is up to date")
    assert not (copy / "mlruns").exists()
    assert len(named(tracked, "cnn-s0")) == 2
    assert superseded(tracked) == set()
    assert track(tracked).stdout.startswith("MLflow is up to date: 5 runs")


EDITS: list[Callable[[dict[str, Any]], object]] = [
    lambda params: params["variants"].update(other={**params["variants"]["cnn"]}),
    lambda params: params["variants"]["cnn"].update(learning_rate=0.5),
    lambda params: params["variants"].pop("fully_connected"),
    lambda params: params.update(seeds=[0, 7]),
    lambda params: params.update(study="renamed"),
    lambda params: params["dataset"].update(source="folder", path="pictures"),
]


def test_edits_of_params_change_no_run_of_what_is_on_the_disk(tracked: Path) -> None:
    before, ids = content(tracked), set(active_runs(tracked))
    path = tracked / "params.yaml"
    params = yaml.safe_load(path.read_text())
    for edit in EDITS:
        edit(params)
    path.write_text(yaml.safe_dump(params))
    assert track(tracked).stdout.startswith("MLflow holds all runs of study synthetic.\n")
    (tracked / "mlruns/receipt-synthetic.json").unlink()  # so that every run is gone over
    again = track(tracked)
    assert (again.stdout, again.stderr) == (DONE + PLACES, "")
    assert (content(tracked), set(active_runs(tracked))) == (before, ids)
    checked = track(tracked, "--check")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_before_there_is_anything_one_message_says_so(tmp_path: Path) -> None:
    done = track(tmp_path)
    told = "error: data/report/comparison.json is missing. Run `dvc repro`, which makes it.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)


def test_a_training_that_is_newer_than_the_report_is_not_told(tracked: Path) -> None:
    """Its figures in the report are those of the one before it."""
    before = content(tracked)
    report = (tracked / "data/report/comparison.json").read_text()
    set_key(tracked / "data/models/cnn/0", "second")
    (tracked / "data/report/comparison.json").write_text(report)
    done = track(tracked)
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "error: cnn, seed 0 was trained anew after the report in data/report was written."
        " Run `dvc repro`, which compares it.\n",
    )
    assert content(tracked) == before


def test_the_digest_of_the_comparison_is_that_of_its_files(tracked: Path) -> None:
    (run_id,) = named(tracked, "comparison")
    names = ("report.html", "report.md", "comparison.csv", "comparison.json")
    parts = [hashlib.sha256((tracked / "data/report" / name).read_bytes()).digest() for name in names]
    expected = hashlib.sha256(b"".join(parts)).hexdigest()
    assert active_runs(tracked)[run_id]["tags"]["comparison_digest"] == expected
