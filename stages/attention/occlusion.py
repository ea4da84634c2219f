"""Occlusion sensitivity: hide a part of the picture, see how much of the answer's probability goes.

Zeiler & Fergus (2014), "Visualizing and Understanding Convolutional Networks", arXiv:1311.2901, section 4.2.
It asks the whole model, so that it holds for every architecture, with layers of convolutions or without, and
says what it measures: Grad-CAM, gradients at the last convolution, knows no nets of dense layers.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

CELLS = 8  # of the map, along each side
WINDOW = 2  # cells that are hidden at once, along each side
FILE = "attention.npz"


def sensitivity(
    predict: Callable[[np.ndarray], np.ndarray], picture: np.ndarray, class_id: int
) -> np.ndarray:
    """Return how much probability of the class each cell holds: float32 (CELLS, CELLS), from -1 to 1.

    predict: uint8 (n, height, width, 3) to probabilities (n, classes); picture: uint8 (height, width, 3). A
    window is filled with the picture's mean colour; a cell's value is the mean drop over the windows on it.
    """
    places = [(y, x) for y in range(CELLS - WINDOW + 1) for x in range(CELLS - WINDOW + 1)]
    rows, columns = (np.linspace(0, side, CELLS + 1).round().astype(int) for side in picture.shape[:2])
    images = np.repeat(picture[None], 1 + len(places), axis=0)
    mean = picture.mean(axis=(0, 1)).round().astype(np.uint8)
    for image, (y, x) in zip(images[1:], places, strict=True):
        image[rows[y] : rows[y + WINDOW], columns[x] : columns[x + WINDOW]] = mean
    probability = predict(images)[:, class_id].astype(np.float32)
    total, count = np.zeros((CELLS, CELLS), np.float32), np.zeros((CELLS, CELLS), np.float32)
    for (y, x), left in zip(places, probability[1:], strict=True):
        total[y : y + WINDOW, x : x + WINDOW] += probability[0] - left
        count[y : y + WINDOW, x : x + WINDOW] += 1
    return total / count


def write(folder: Path, mistakes: pd.DataFrame, maps: list[np.ndarray]) -> None:
    """Write the maps with row and seed of each; an earlier file goes where nothing was asked for."""
    if not maps:
        (folder / FILE).unlink(missing_ok=True)
        return
    rows, seeds = mistakes["row"].to_numpy(), mistakes["seed"].to_numpy()
    np.savez(folder / FILE, maps=np.stack(maps).astype(np.float16), row=rows, seed=seeds)
