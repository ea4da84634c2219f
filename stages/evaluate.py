"""What each model of a variant says of every validation and test image: data/results/VARIANT/.

Run as `python -m stages.evaluate VARIANT`. The only stage that shows a model test images.
"""

from stages import quiet_tensorflow  # isort: skip  # noqa: F401

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from stages import errors, params, running
from stages.analysis import confidence, scores
from stages.prediction import latency
from stages.training import batches, device, sets, whole


def main() -> None:
    """Read split, inputs and models; write predictions, probabilities, metrics.json and cost.json.

    The latency in cost.json is that of the first seed's model: seeds differ in their weights alone.
    """
    study = params.load()
    name = errors.argument(study.variants)
    machine = device.configure("float32", "off")
    variant = study.variants[name]
    inputs = sets.open_inputs(Path("data", variant.input))
    table = sets.seen_by(pd.read_parquet("data/split/split.parquet"), variant.leaks)
    judged = table[table.split != "train"].sort_values(["split", "row"], ascending=[False, True])
    tables, arrays, metrics = [], [], {}
    cost: dict[str, Any] = {}
    for seed in study.seeds:
        keras.backend.clear_session()
        model = keras.saving.load_model(Path("data/models", name, str(seed), "model.keras"), compile=False)
        part = model if inputs.dtype == np.uint8 else whole.after_backbone(model)
        probabilities = batches.predict(part, inputs, judged.row.to_numpy())
        class_ids, test = judged.class_id.to_numpy(), (judged.split == "test").to_numpy()
        calibrated, trust = confidence.judge(probabilities, class_ids, test)
        tables.append(predictions(judged, probabilities, calibrated, seed))
        arrays.append(probabilities)
        figures = scores.metrics(probabilities, class_ids, test=test, leaked=judged.leaked.to_numpy())
        metrics[str(seed)] = figures | trust
        cost = cost or latency.measure(model) | {"latency_device": machine.kind}
        print(f"{name} seed {seed}: test accuracy {figures['test_accuracy']:.4f}", flush=True)
    folder = Path("data/results", name)
    folder.mkdir(parents=True, exist_ok=True)
    pd.concat(tables, ignore_index=True).to_parquet(folder / "predictions.parquet", index=False)
    np.save(folder / "probabilities.npy", np.concatenate(arrays))
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    (folder / "cost.json").write_text(json.dumps(cost, indent=2) + "\n")


def predictions(
    judged: pd.DataFrame, probabilities: np.ndarray, calibrated: np.ndarray, seed: int
) -> pd.DataFrame:
    """Return a row per judged image: what it is, what the model says, and how sure it is."""
    return pd.DataFrame(
        {
            "row": judged.row.to_numpy(),
            "seed": seed,
            "split": judged.split.to_numpy(),
            "class_id": judged.class_id.to_numpy(),
            "predicted": probabilities.argmax(axis=1),
            "confidence": probabilities.max(axis=1),
            "confidence_calibrated": calibrated.max(axis=1).astype(np.float32),
        }
    )


if __name__ == "__main__":
    running.stage(main)
