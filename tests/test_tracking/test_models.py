"""The logged model, at runs:/RUN_ID/model: MLflow loads it from a store or a server, and it names classes."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from tests import warm
from tests.test_tracking.made_up import ROOT, TRUST, track
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
sys.path.remove(sys.argv[3])
mlflow.set_tracking_uri(sys.argv[1])
address = f"runs:/{sys.argv[2]}/model"
model = mlflow.pyfunc.load_model(address)
example = model.input_example
code = [module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "lineup"]
said = model.predict(example).to_dict("records")
print(json.dumps([said, code, mlflow.keras.load_model(address).input_shape]))
"""


def loaded(folder: Path, address: str, run_id: str) -> list[Any]:
    """Return what a process says: answers, where the code lies, the shape of the input.

    It has none of our code but what travels with the model.
    """
    done = warm.run(folder, "-c", LOAD, address, run_id, str(ROOT))
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


def test_a_store_of_an_earlier_lineup_is_mended(tracked: Path) -> None:
    whole, ids = content(tracked), set(active_runs(tracked))
    (run_id,) = named(tracked, "cnn-s0")
    known = "SELECT metric_name, metric_value FROM logged_model_metrics WHERE model_id = ? ORDER BY 1"
    ((first,),) = query(tracked, "SELECT model_id FROM logged_models")
    metrics = query(tracked, known, first)
    query(tracked, "UPDATE logged_models SET name = 'cnn-s0'")
    query(tracked, "DELETE FROM tags WHERE key LIKE 'mlflow.source%' AND run_uuid = ?", run_id)
    query(tracked, "UPDATE tags SET value = 'unknown' WHERE key = 'mlflow.user' AND run_uuid = ?", run_id)
    for table in ("metrics", "latest_metrics"):
        query(tracked, f"DELETE FROM {table} WHERE run_uuid = ? AND key IN ('threshold', 'promised')", run_id)  # noqa: S608
    told = track(tracked, "--check").stdout
    assert "lacks metrics: promised, threshold" in told
    assert "lacks tags: mlflow.source.name, mlflow.source.type" in told
    assert "lacks its model" in told
    assert track(tracked).returncode == 0
    query(tracked, "DELETE FROM logged_models WHERE lifecycle_stage = 'deleted'")  # as `mlflow gc` does
    assert (content(tracked), set(active_runs(tracked))) == (whole, ids)
    ((model, name),) = query(
        tracked, "SELECT model_id, name FROM logged_models WHERE lifecycle_stage = 'active'"
    )
    assert (name, query(tracked, known, model)) == ("model", metrics)
    assert query(tracked, "SELECT value FROM tags WHERE key = 'mlflow.user' AND run_uuid = ?", run_id) != [
        ("unknown",)
    ]
    assert track(tracked, "--check").returncode == 0


def test_figures_said_anew_stand_beside_the_former_ones(tracked: Path) -> None:
    """evaluate and compare ran again: the run stays, and shows the newest figures; so does its model."""
    (run_id,) = named(tracked, "cnn-s0")
    cost, trust = (tracked / "data" / name for name in ("results/cnn/cost.json", "report/seeds/cnn.json"))
    cost.write_text(json.dumps(json.loads(cost.read_text()) | {"latency_1_seconds": 0.5}))
    of_seeds = json.loads(trust.read_text())
    trust.write_text(json.dumps({seed: told | {"threshold": 0.75} for seed, told in of_seeds.items()}))
    table = tracked / "data/report/comparison.csv"  # which has the latency, too
    table.write_text(f"{table.read_text()}\n")
    latest = "SELECT value FROM latest_metrics WHERE run_uuid = ? AND key = ?"
    for _ in range(2):
        assert track(tracked).returncode == 0
        assert named(tracked, "cnn-s0") == [run_id]
        for name, value in (("latency_1_seconds", 0.5), ("threshold", 0.75)):
            assert query(tracked, latest, run_id, name) == [(value,)]
            assert len([one for one in active_runs(tracked)[run_id]["points"] if one[0] == name]) == 2
        facts = [json.loads(file.read_text()) for file in tracked.glob("mlruns/artifacts/**/facts.json")]
        assert [one["threshold"] for one in facts] == [0.75]
        (tracked / "mlruns/receipt-synthetic.json").unlink()
    assert track(tracked, "--check").returncode == 0
