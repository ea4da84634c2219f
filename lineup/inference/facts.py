"""What must be known of a trained model to ask it: its classes, how pictures are prepared, its temperature.

Needs no TensorFlow.
"""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd

from lineup.errors import LineupError, closest
from lineup.schema.base import Strict
from lineup.schema.params import Images
from lineup.splits import table

FILE = "facts.json"
MODEL = "model.keras"


class Facts(Strict):
    """One training. `temperature` is None where the model diverged: its answers stay as they are."""

    variant: str
    seed: int
    training_key: str
    class_names: list[str]
    temperature: float | None
    images: Images


def of_workspace(variant: str | None = None, data: Path = Path("data")) -> Facts:
    """Return the facts of a variant's model, of its seeds the one with the lowest validation loss.

    Without a name, the variant with the lowest mean validation loss; no choice looks at test images.
    Raises LineupError where nothing is trained yet or the variant is unknown.
    """
    losses = validation_losses(data)
    if not losses:
        raise LineupError("Nothing is trained here yet. Run `dvc repro` first.")
    if variant is None:
        variant = min(losses, key=lambda name: float(np.mean(list(losses[name].values()))))
    if variant not in losses:
        raise LineupError(
            f"There is no trained variant '{variant}'. Trained: {', '.join(losses)}."
            f"{closest(variant, losses)}"
        )
    seed = min(losses[variant], key=lambda one: losses[variant][one])
    metrics = json.loads((data / "results" / variant / "metrics.json").read_text())[str(seed)]
    training = json.loads((data / "models" / variant / str(seed) / "training.json").read_text())
    split = pd.read_parquet(data / "split/split.parquet", columns=["label", "class_id"])
    return Facts(
        variant=variant,
        seed=seed,
        training_key=training["training_key"],
        class_names=table.class_names(split),
        temperature=metrics["temperature"],
        images=Images.model_validate_json((data / "images/settings.json").read_text()),
    )


def model_file(facts: Facts, data: Path = Path("data")) -> Path:
    """Return where the workspace keeps the model itself."""
    return data / "models" / facts.variant / str(facts.seed) / MODEL


def validation_losses(data: Path) -> dict[str, dict[int, float]]:
    """Return the validation loss of every evaluated training: {variant: {seed: loss}}, inf if it diverged."""
    return {
        path.parent.name: {
            int(seed): math.inf if figures["val_loss"] is None else figures["val_loss"]
            for seed, figures in json.loads(path.read_text()).items()
        }
        for path in sorted((data / "results").glob("*/metrics.json"))
    }
