"""A confusion matrix."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps

from lineup.plots.canvas import canvas, plain, png

CELL, LARGEST = 0.36, 12.8  # inches: of a class, and of the matrix at most
SMALLEST_LETTERS = 4  # points; names that would have to be smaller are left out
MOST_COUNTED = 30  # classes of which each cell shows its count


def confusion(matrix: np.ndarray, names: Sequence[str], title: str = "") -> bytes:
    """Draw counts (classes, classes), a row per true class, shaded by the share of their true class."""
    classes = len(names)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    side = min(CELL * classes, LARGEST)
    figure = canvas(side + 3.2, side + 3.2)
    axis = figure.subplots()
    axis.imshow(colormaps["Blues"](shares, bytes=True)[..., :3], interpolation="nearest")  # the quickest way
    axis.set_title(title)
    letters = min(9.0, 0.8 * 72 * side / classes)
    if letters >= SMALLEST_LETTERS:
        shown = [plain(name) for name in names]
        axis.set_xticks(range(classes), shown, rotation=90, fontsize=letters)
        axis.set_yticks(range(classes), shown, fontsize=letters)
        axis.set(xlabel="predicted", ylabel="true")
    else:
        axis.set(xticks=[], yticks=[], xlabel=f"predicted: {classes} classes by name", ylabel="true")
    if classes <= MOST_COUNTED:
        for true, predicted in zip(*np.nonzero(matrix), strict=True):
            color = "white" if shares[true, predicted] > 0.5 else "black"
            text = str(matrix[true, predicted])
            axis.text(predicted, true, text, ha="center", va="center", fontsize=7, color=color)
    return png(figure)
