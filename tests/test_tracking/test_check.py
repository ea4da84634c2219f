"""`--check`: what MLflow lacks is told, nothing is changed, and the next track repairs it."""

import re
import shutil
from pathlib import Path

from lineup.tracking import failures
from tests.test_tracking.made_up import fill, track
from tests.test_tracking.store_reader import active_runs, content, query

DOUBLE, EARLIER = "f" * 31 + "e", "f" * 32  # ids of runs, after the others' in their order
AMISS = "error: Something is amiss with {}. `lineup track` repairs it, and so does `dvc repro`.\n"


def told(printed: str) -> dict[str, list[str]]:
    """Return what is printed as amiss, by run."""
    rows: dict[str, list[str]] = {}
    for indent, said in re.findall(r"^(  |    )(\S.*)$", printed, re.MULTILINE):
        if indent == "  ":
            name = said
            rows[name] = []
        else:
            rows[name].append(said)
    return rows


def copy(study: Path, table: str, column: str, old: str, new: str) -> None:
    """Copy rows of the store, with another value in this column."""
    names = [name for (_, name, *_) in query(study, f"PRAGMA table_info({table})") if name != column]
    rest = ", ".join(names)
    insert = f"INSERT INTO {table} ({column}, {rest})"
    query(study, f"{insert} SELECT ?, {rest} FROM {table} WHERE {column} = ?", new, old)  # noqa: S608


def damage(study: Path) -> dict[str, list[str]]:
    """Damage a tracked study of two variants with two seeds in every way; return what is to be told."""
    runs = {run["name"]: run_id for run_id, run in active_runs(study).items()}
    first, second, third, fourth = (runs[f"{name}-s{seed}"] for name in ("cnn", "wide") for seed in (0, 1))
    query(study, "UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = ?", first)
    query(study, "DELETE FROM metrics WHERE run_uuid = ? AND key = 'test_accuracy_std'", runs["wide"])
    query(study, "DELETE FROM metrics WHERE run_uuid = ? AND key = 'val_loss' AND step = 8", second)
    query(study, "DELETE FROM params WHERE run_uuid = ? AND key = 'epochs'", second)
    query(study, "UPDATE tags SET value = 'another' WHERE run_uuid = ? AND key = 'split_digest'", second)
    (study / f"mlruns/artifacts/{second}/artifacts/errors.png").unlink()
    query(study, "UPDATE metrics SET value = 0.25 WHERE run_uuid = ? AND key = 'test_accuracy'", third)
    query(study, "UPDATE params SET value = '0.5' WHERE run_uuid = ? AND key = 'learning_rate'", third)
    query(study, "DELETE FROM inputs WHERE destination_id = ?", third)
    for run_id in (DOUBLE, EARLIER):
        copy(study, "runs", "run_uuid", third, run_id)
        copy(study, "tags", "run_uuid", third, run_id)
    query(study, "UPDATE tags SET value = 'x' WHERE run_uuid = ? AND key = 'training_key'", EARLIER)
    query(study, "UPDATE runs SET status = 'RUNNING' WHERE run_uuid = ?", fourth)
    ((model,),) = query(study, "SELECT model_id FROM logged_models WHERE source_run_id = ?", fourth)
    (study / f"mlruns/artifacts/models/{model}/artifacts/MLmodel").unlink()
    query(
        study, "INSERT INTO tags (key, value, run_uuid) VALUES ('superseded', 'true', ?)", runs["comparison"]
    )
    return {
        "wide": ["lacks metrics: test_accuracy_std"],
        "cnn-s0": ["deleted"],
        "cnn-s1": [
            "lacks metrics: val_loss",
            "lacks params: epochs",
            "other tags: split_digest",
            "lacks artifacts: errors.png",
        ],
        "wide-s0": [
            "2 runs in the place of one",
            "shows other values of metrics, or some twice",
            "other params: learning_rate",
            "lacks its data set",
            f"not marked as superseded: {EARLIER}",
        ],
        "wide-s1": ["RUNNING, not FINISHED", "lacks its model"],
        "comparison": ["marked as superseded"],
    }


def test_all_that_is_amiss_is_told_and_repaired(tmp_path: Path, empty_store: Path) -> None:
    study = tmp_path
    fill(study, {"cnn": 0.8, "wide": 0.6}, (0, 1))
    empty = track(study, "--check")
    assert told(empty.stdout) == {
        f"{name}": ["missing: there is no store"]
        for name in ("cnn", "wide", "cnn-s0", "cnn-s1", "wide-s0", "wide-s1", "comparison")
    }
    assert (empty.returncode, empty.stderr) == (1, AMISS.format("all runs"))
    assert not list((study / "mlruns").glob("*"))
    (study / "mlruns").mkdir(exist_ok=True)
    shutil.copy(empty_store, study / "mlruns/mlflow.db")
    track(study)
    whole = content(study)
    expected = damage(study)
    damaged = content(study)
    found = track(study, "--check")
    assert told(found.stdout) == expected
    assert (found.returncode, found.stderr) == (1, AMISS.format("6 run(s)"))
    assert content(study) == damaged
    assert track(study).stdout.startswith("MLflow is up to date: 7 runs")
    assert [run for run in content(study) if ("superseded", "true") not in run[2]] == whole
    assert [run_id for run_id, run in active_runs(study).items() if "superseded" in run["tags"]] == [EARLIER]
    checked = track(study, "--check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith(
        f"MLflow at sqlite:///{study}/mlruns/mlflow.db holds all 7 runs of study synthetic, with all that"
        " belongs to them.\n"
    )
    (study / "data/images/settings.json").unlink()
    (study / "mlruns/receipt-synthetic.json").unlink()
    for asked in (track(study, "--check"), track(study)):
        said = "error: data/images/settings.json is missing. Run `dvc repro`, which makes it.\n"
        assert (asked.returncode, asked.stdout, asked.stderr) == (1, "", said)


def test_a_server_that_does_not_answer_is_an_error(study: Path) -> None:
    address = "http://me:secret@127.0.0.1:9"
    asked = track(study, "--check", MLFLOW_TRACKING_URI=address, MLFLOW_HTTP_REQUEST_MAX_RETRIES="0")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.startswith(
        "error: MLflow at http://127.0.0.1:9 could not be asked (API request to http://127.0.0.1:9/"
    )
    assert "secret" not in asked.stderr
    assert "Traceback" not in asked.stderr


def test_addresses_are_shown_without_passwords(tmp_path: Path) -> None:
    assert failures.shown("https://me:secret@host:5000/path") == "https://host:5000/path"
    assert failures.shown("postgresql://me:p%40ss@host/lineup") == "postgresql://host/lineup"
    assert failures.shown("sqlite:////a/mlruns/mlflow.db") == "sqlite:////a/mlruns/mlflow.db"
