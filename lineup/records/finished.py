"""A finished training as files: the model, its history, what it cost, and what it is."""

import json
import shutil
from pathlib import Path
from typing import Any

import keras
import pandas as pd

from lineup import durable
from lineup.files import read_json
from lineup.records import multiply_accumulates
from lineup.training.checkpoint import Progress


def write(
    store: Path, model: keras.Model, progress: Progress, cost: dict[str, Any], facts: dict[str, Any]
) -> None:
    """Write `store`/finished (model.keras, history.csv, cost.json, training.json), whole or not at all.

    cost.json gains `model_bytes`, the size of model.keras.
    """
    temporary = store / "finished.part"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    model.save(temporary / "model.keras")
    pd.DataFrame(progress.history).to_csv(temporary / "history.csv", index=False)
    cost = cost | {"model_bytes": (temporary / "model.keras").stat().st_size}
    (temporary / "cost.json").write_text(json.dumps(cost, indent=2) + "\n")
    facts = facts | {"epochs": len(progress.history), "best_epoch": progress.best_epoch}
    (temporary / "training.json").write_text(json.dumps(facts, indent=2) + "\n")
    durable.replace(temporary, store / "finished")


def cost(model: keras.Model, progress: Progress, images: int, device: str, folder: Path) -> dict[str, Any]:
    """Return what a training of `images` images an epoch cost; `folder` holds its inputs.

    images_per_second counts training images over the whole time, validation included. features_seconds is
    what the features stage took, which all heads on that backbone share. multiply_accumulates are those of
    one image through the whole model, None where they cannot be counted.
    """
    features = {}
    if (folder / "backbone.keras").exists():
        features = read_json(folder / "cost.json")
    seconds = progress.seconds
    trainable = sum(variable.shape.num_elements() for variable in model.trainable_variables)
    return {
        "parameters": model.count_params(),
        "trainable_parameters": trainable,
        "multiply_accumulates": multiply_accumulates.count(model),
        "training_seconds": round(seconds, 3),
        "epoch_seconds": progress.epoch_seconds,
        "images_per_second": round(images * len(progress.history) / seconds, 1) if seconds else None,
        "device": device,
        "features_backbone": folder.name if features else None,
        "features_seconds": features.get("seconds", 0),
    }
