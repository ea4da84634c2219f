"""A trained model under a name, and what it says of pictures. Needs no TensorFlow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lineup.images.prepare import Prepared
from lineup.inference.facts import Facts

BATCH = 64

Ask = Callable[[np.ndarray], np.ndarray]
"""From pixels, uint8 (n, height, width, 3), to calibrated probabilities (n, classes); n at most BATCH."""


@dataclass(frozen=True)
class Trained:
    """A whole model: its name, under which answers are given, its facts, and who asks it."""

    name: str
    facts: Facts
    ask: Ask

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """Return probabilities, float64 (n, classes), of pixels, uint8 (n, height, width, 3).

        Calibrated as evaluate does it, where the temperature is known.
        """
        parts = [self.ask(pixels[start : start + BATCH]) for start in range(0, len(pixels), BATCH)]
        return np.concatenate(parts).astype(np.float64)

    def answers(self, pictures: Sequence[Prepared | str]) -> list[np.ndarray | str]:
        """Return each picture's probabilities (classes,); the reason why one has no pixels stays as it is."""
        pixels = [picture.pixels for picture in pictures if not isinstance(picture, str)]
        rows = iter(self.probabilities(np.stack(pixels)) if pixels else ())
        return [picture if isinstance(picture, str) else next(rows) for picture in pictures]
