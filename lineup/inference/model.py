"""A trained model of the workspace or of MLflow's registry, and what it says of pictures."""

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lineup.images.prepare import Prepared
from lineup.inference import facts, temperature
from lineup.inference.facts import Facts

BATCH = 64


@dataclass(frozen=True)
class Trained:
    """A whole model (uint8 pixels in, probabilities out) under the name that its answers are given."""

    name: str
    facts: Facts
    model: keras.Model

    @cached_property
    def graph(self) -> Callable[[np.ndarray], Any]:
        """Return the model as one graph for batches of any size: Keras's predict takes 50 ms to start."""
        shape = (None, self.facts.images.height, self.facts.images.width, 3)
        signature = [tf.TensorSpec(shape, tf.uint8)]
        answer: Callable[[np.ndarray], Any] = tf.function(
            lambda pixels: self.model(pixels, training=False), input_signature=signature
        )
        return answer

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """Return probabilities, float64 (n, classes), of pixels, uint8 (n, height, width, 3).

        Calibrated as evaluate does it, where the temperature is known.
        """
        parts = [self.graph(pixels[start : start + BATCH]) for start in range(0, len(pixels), BATCH)]
        raw = np.concatenate([np.asarray(part) for part in parts])
        return temperature.apply(raw, self.facts.temperature)

    def answers(self, pictures: Sequence[Prepared | str]) -> list[np.ndarray | str]:
        """Return each picture's probabilities (classes,); the reason why one has no pixels stays as it is."""
        pixels = [picture.pixels for picture in pictures if not isinstance(picture, str)]
        rows = iter(self.probabilities(np.stack(pixels)) if pixels else ())
        return [picture if isinstance(picture, str) else next(rows) for picture in pictures]


def read(folder: Path, name: str) -> Trained:
    """Return the model that a folder of the registry holds: `facts.json` and `model.keras`."""
    kept = Facts.model_validate_json((folder / facts.FILE).read_text(encoding="utf-8"))
    return open_model(name, kept, folder / facts.MODEL)


def open_model(name: str, known: Facts, file: Path) -> Trained:
    """Return a .keras file as a Trained."""
    return Trained(name, known, keras.saving.load_model(file, compile=False))
