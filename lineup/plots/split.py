"""samples.png and classes.png: what the classes look like and how many images each has."""

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

COLOURS = {"train": "#3b6ea5", "validation": "#e0a030", "test": "#b5485d"}
MOST_CLASSES = 60  # in one picture


def draw_samples(path: Path, images: np.ndarray, rows_by_class: dict[str, np.ndarray], each: int = 6) -> None:
    """Draw a row per class with its first `each` images; images: uint8 (N, height, width, 3)."""
    classes = list(rows_by_class)[:MOST_CLASSES]
    figure = Figure(figsize=(1.1 * each + 2.2, 1.1 * len(classes) + 0.2), layout="constrained")
    axes = figure.subplots(len(classes), each, squeeze=False)
    for label, line in zip(classes, axes, strict=True):
        for column, axis in enumerate(line):
            axis.axis("off")
            if column < len(rows_by_class[label]):
                axis.imshow(images[rows_by_class[label][column]])
        line[0].set_title(label, loc="left", fontsize=9)
    save(figure, path)


def draw_classes(path: Path, counts: dict[str, dict[str, int]]) -> None:
    """Draw the number of images of each class, stacked by split."""
    labels = list(counts)[:MOST_CLASSES]
    figure = Figure(figsize=(7, 0.28 * len(labels) + 1.2), layout="constrained")
    axis = figure.subplots()
    left = np.zeros(len(labels))
    for part, colour in COLOURS.items():
        width = np.array([counts[label][part] for label in labels])
        axis.barh(labels, width, left=left, color=colour, label=part)
        left += width
    axis.invert_yaxis()
    axis.set_xlabel("images")
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    save(figure, path)


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, the same bytes for the same figure."""
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=110, metadata={"Software": None})
