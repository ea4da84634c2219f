"""The logged model, at runs:/RUN_ID/model: MLflow loads it from a store or a server, and it names classes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import warm
from tests.test_tracking.made_up import TRUST, track, variables
from tests.test_tracking.servers import Server
from tests.test_tracking.store_reader import active_runs, content, named, query

BUILD = """
import keras, numpy as np
keras.utils.set_random_seed(0)
pixels = keras.Input((16, 16, 3), dtype="uint8")
scaled = keras.layers.Rescaling(1 / 255)(pixels)
model = keras.Model(pixels, keras.layers.Dense(6, activation="softmax")(keras.layers.Flatten()(scaled)))
model.save("data/models/cnn/0/model.keras")
np.save("expected.npy", model.predict(np.load("data/images/images.npy"), verbose=0))
"""
LOAD = """
import json, sys
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
address = f"runs:/{sys.argv[2]}/model"
model = mlflow.pyfunc.load_model(address)
example = model.input_example
code = [module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "lineup"]
said = model.predict(example).to_dict("records")
print(json.dumps([said, code, mlflow.keras.load_model(address).input_shape]))
"""


def loaded(folder: Path, address: str, run_id: str) -> list[Any]:
    """Return what a process without our code says: answers, where the code lies, the shape of the input."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOAD, address, run_id],
        cwd=folder,
        env={key: value for key, value in variables().items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_run_answers_with_names_of_classes(study: Path, server: Server, tmp_path: Path) -> None:
    done = warm.run(study, "-c", BUILD)
    assert done.returncode == 0, done.stderr
    (tmp_path / "elsewhere").mkdir()
    logits = np.log(np.load(study / "expected.npy")) / TRUST["temperature"]
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    for where, address in ((study, f"sqlite:///{study}/mlruns/mlflow.db"), (server.folder, server.address)):
        done = track(study, MLFLOW_TRACKING_URI=address)
        assert (done.returncode, done.stderr) == (0, "")
        (run_id,) = named(where, "cnn-s0")
        ((answer,), code, shape) = loaded(tmp_path / "elsewhere", address, run_id)
        assert shape == [None, 16, 16, 3]
        assert all(f"{os.sep}code{os.sep}lineup{os.sep}" in file for file in code)
        facts = json.loads(next(where.glob("mlruns/artifacts/**/facts.json")).read_text())
        assert set(answer["probabilities"]) == set(facts["class_names"])
        said = [answer["probabilities"][name] for name in facts["class_names"]]
        (row,) = [one for one in expected if np.allclose(one, said, atol=1e-5)]
        assert answer["probability"] == max(said)
        assert answer["label"] == facts["class_names"][row.argmax()]
        assert answer["accepted"] == (row.max() >= TRUST["threshold"])
        assert answer["error"] is None


def test_a_store_of_an_earlier_lineup_is_mended(study: Path) -> None:
    track(study)
    whole, ids = content(study), set(active_runs(study))
    (run_id,) = named(study, "cnn-s0")
    known = "SELECT metric_name, metric_value FROM logged_model_metrics WHERE model_id = ? ORDER BY 1"
    ((first,),) = query(study, "SELECT model_id FROM logged_models")
    metrics = query(study, known, first)
    query(study, "UPDATE logged_models SET name = 'cnn-s0'")
    query(study, "DELETE FROM tags WHERE key LIKE 'mlflow.source%' AND run_uuid = ?", run_id)
    query(study, "UPDATE tags SET value = 'unknown' WHERE key = 'mlflow.user' AND run_uuid = ?", run_id)
    for table in ("metrics", "latest_metrics"):
        query(study, f"DELETE FROM {table} WHERE run_uuid = ? AND key IN ('threshold', 'promised')", run_id)  # noqa: S608
    told = track(study, "--check").stdout
    assert "lacks metrics: promised, threshold" in told
    assert "lacks tags: mlflow.source.name, mlflow.source.type" in told
    assert "lacks its model" in told
    assert track(study).returncode == 0
    query(study, "DELETE FROM logged_models WHERE lifecycle_stage = 'deleted'")  # as `mlflow gc` does
    assert (content(study), set(active_runs(study))) == (whole, ids)
    ((model, name),) = query(
        study, "SELECT model_id, name FROM logged_models WHERE lifecycle_stage = 'active'"
    )
    assert (name, query(study, known, model)) == ("model", metrics)
    assert query(study, "SELECT value FROM tags WHERE key = 'mlflow.user' AND run_uuid = ?", run_id) != [
        ("unknown",)
    ]
    assert track(study, "--check").returncode == 0


@pytest.mark.parametrize("changed", ["latency", "trust"])
def test_figures_said_anew_stand_beside_the_former_ones(study: Path, changed: str) -> None:
    """evaluate or compare ran again: the run stays, and shows the newest figures; so does its model."""
    track(study)
    (run_id,) = named(study, "cnn-s0")
    path = study / "data" / {"latency": "results/cnn/cost.json", "trust": "report/seeds/cnn.json"}[changed]
    name, value = {"latency": ("latency_1_seconds", 0.5), "trust": ("threshold", 0.75)}[changed]
    said = json.loads(path.read_text())
    for one in said.values() if changed == "trust" else [said]:
        one[name] = value
    path.write_text(json.dumps(said))
    table = study / "data/report/comparison.csv"  # which has the latency, too
    table.write_text(f"{table.read_text()}\n")
    for _ in range(2):
        assert track(study).returncode == 0
        assert named(study, "cnn-s0") == [run_id]
        latest = query(study, "SELECT value FROM latest_metrics WHERE run_uuid = ? AND key = ?", run_id, name)
        assert latest == [(value,)]
        assert len([one for one in active_runs(study)[run_id]["points"] if one[0] == name]) == 2
        facts = [json.loads(file.read_text()) for file in study.glob("mlruns/artifacts/**/facts.json")]
        assert [one["threshold"] for one in facts] == [0.75 if changed == "trust" else 0.875]
        (study / "mlruns/receipt-synthetic.json").unlink()
    assert track(study, "--check").returncode == 0
