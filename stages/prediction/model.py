"""A trained model of the workspace, and what it says of pictures."""

from stages import quiet_tensorflow  # isort: skip  # noqa: F401

import json
import math
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pandas as pd

from stages.errors import LineupError, closest


@dataclass(frozen=True)
class Trained:
    """A whole model (uint8 pixels in, probabilities out) with the names of its classes."""

    variant: str
    seed: int
    model: keras.Model
    class_names: list[str]

    def probabilities(self, pixels: np.ndarray, batch_size: int = 64) -> np.ndarray:
        """Return probabilities, float32 (n, classes), of pixels, uint8 (n, height, width, 3)."""
        answer: np.ndarray = self.model.predict(pixels, batch_size=batch_size, verbose=0)
        return answer


def load(variant: str | None = None, data: Path = Path("data")) -> Trained:
    """Return a variant's model, of its seeds the one with the lowest validation loss.

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
    split = pd.read_parquet(data / "split/split.parquet", columns=["label", "class_id"])
    names = split.drop_duplicates().sort_values("class_id").label.tolist()
    path = data / "models" / variant / str(seed) / "model.keras"
    return Trained(variant, seed, keras.saving.load_model(path, compile=False), names)


def validation_losses(data: Path) -> dict[str, dict[int, float]]:
    """Return the validation loss of every evaluated training: {variant: {seed: loss}}, inf if it diverged."""
    return {
        path.parent.name: {
            int(seed): math.inf if figures["val_loss"] is None else figures["val_loss"]
            for seed, figures in json.loads(path.read_text()).items()
        }
        for path in sorted((data / "results").glob("*/metrics.json"))
    }
