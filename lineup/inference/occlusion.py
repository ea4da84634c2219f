"""Occlusion sensitivity: hide a part of the picture, see how far the odds of the answer fall.

Zeiler & Fergus (2014), "Visualizing and Understanding Convolutional Networks", arXiv:1311.2901, section 4.2.
It asks the whole model, so that it holds for every architecture, with layers of convolutions or without, and
says what it measures: Grad-CAM, gradients at the last convolution, knows no nets of dense layers. The fall is
that of the log-odds, as the weight of evidence of Zintgraf et al. (2017), "Visualizing Deep Neural Network
Decisions", arXiv:1702.04595: the probability of a confident mistake hardly moves, whatever is hidden.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

CELLS = 16  # of the map, along each side
WINDOW = 4  # cells that are hidden at once, along each side
BATCH = 64  # pictures that the model is asked about at once
SMALLEST = 1e-30  # probability; float32 knows hardly any below
FILE = "attention.npz"


def sensitivity(
    predict: Callable[[np.ndarray], np.ndarray], picture: np.ndarray, class_id: int
) -> np.ndarray:
    """Return how much log-odds of the class each cell holds, float32 (CELLS, CELLS), below 0 against it.

    predict: uint8 (n, height, width, 3) to probabilities (n, classes); picture: uint8 (height, width, 3). A
    window is filled with the picture's mean colour; a cell's value is the mean fall over the windows on it.
    """
    places = [(y, x) for y in range(CELLS - WINDOW + 1) for x in range(CELLS - WINDOW + 1)]
    rows, columns = (np.linspace(0, side, CELLS + 1).round().astype(int) for side in picture.shape[:2])
    images = np.repeat(picture[None], 1 + len(places), axis=0)
    mean = picture.mean(axis=(0, 1)).round().astype(np.uint8)
    for image, (y, x) in zip(images[1:], places, strict=True):
        image[rows[y] : rows[y + WINDOW], columns[x] : columns[x + WINDOW]] = mean
    parts = [predict(images[start : start + BATCH]) for start in range(0, len(images), BATCH)]
    odds = log_odds(np.concatenate(parts), class_id)
    total, count = np.zeros((CELLS, CELLS), np.float32), np.zeros((CELLS, CELLS), np.float32)
    for (y, x), left in zip(places, odds[1:], strict=True):
        total[y : y + WINDOW, x : x + WINDOW] += odds[0] - left
        count[y : y + WINDOW, x : x + WINDOW] += 1
    return total / count


def log_odds(probabilities: np.ndarray, class_id: int) -> np.ndarray:
    """Return log(p / sum of the others), float32 (n,): 1 - p would be 0 where float32 knows p as 1."""
    wide = np.maximum(probabilities.astype(np.float64), SMALLEST)
    others = np.delete(wide, class_id, axis=1).sum(axis=1)
    return np.asarray(np.log(wide[:, class_id] / others), np.float32)


def write(folder: Path, mistakes: pd.DataFrame, maps: list[np.ndarray]) -> None:
    if maps:
        rows, seeds = mistakes["row"].to_numpy(), mistakes["seed"].to_numpy()
        np.savez(folder / FILE, maps=np.stack(maps).astype(np.float16), row=rows, seed=seeds)
