"""The pictures of one training, from plain arrays to PNG bytes."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

DOTS_PER_INCH = 110
INK, TRAIN, VALIDATION = "#333333", "#9aa5b1", "#1f6fb4"


def canvas(width: float, height: float) -> Figure:
    """Return an empty figure, sizes in inches."""
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """Return the figure as a PNG file; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def curves(history: Mapping[str, Sequence[float]], title: str) -> bytes:
    """Draw loss and accuracy by epoch, for training and validation."""
    figure = canvas(9, 3.6)
    figure.suptitle(title, y=0.98)
    figure.subplots_adjust(left=0.08, right=0.98, bottom=0.14, top=0.88, wspace=0.22)
    for axes, metric in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        axes.plot(history["epoch"], history[metric], color=TRAIN, label="training")
        axes.plot(history["epoch"], history[f"val_{metric}"], color=VALIDATION, label="validation")
        axes.set_xlabel("epoch")
        axes.set_ylabel(metric)
        axes.xaxis.get_major_locator().set_params(integer=True)
        plain(axes)
        axes.legend(frameon=False)
    return png(figure)


def confusion(counts: NDArray[np.int64], labels: Sequence[str], title: str) -> bytes:
    """Draw a confusion matrix; counts (classes, classes): rows are the truth, columns what the model said."""
    size = len(labels)
    cells, margin = max(2.2, 0.42 * size), 0.5 + 0.075 * max(len(label) for label in labels)  # inches
    figure = canvas(cells + margin + 0.8, cells + margin + 0.8)
    width, height = figure.get_size_inches()
    axes = figure.add_axes(((margin + 0.3) / width, (margin + 0.3) / height, cells / width, cells / height))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(size), labels, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(size), labels)
    axes.set_xlabel("said")
    axes.set_ylabel("is")
    axes.set_title(title)
    if size <= 40:
        for row, column in zip(*np.nonzero(counts), strict=True):
            colour = "white" if shares[row, column] > 0.55 else INK
            axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=colour, size=8)
    return png(figure)


def errors(
    pictures: Sequence[NDArray[np.uint8]],
    truths: Sequence[str],
    said: Sequence[str],
    confidences: Sequence[float],
    title: str,
    columns: int = 6,
) -> bytes:
    """Draw mistakes in a grid; pictures uint8 (height, width, 3), confidences from 0 to 1."""
    rows = max(1, -(-len(pictures) // columns))
    figure = canvas(1.5 * columns, 0.5 + 1.9 * rows)
    figure.suptitle(title, y=1 - 0.12 / figure.get_size_inches()[1], va="top")
    axes = figure.add_axes((0, 0, 1, 1 - 0.45 / figure.get_size_inches()[1]))
    axes.set_axis_off()
    axes.set(xlim=(0, columns), ylim=(rows * 1.27, 0))  # a cell is 1 wide and 1.27 high
    for index, picture in enumerate(pictures):
        left, top = index % columns + 0.06, index // columns * 1.27 + 0.3
        height, width = (0.88 * side / max(picture.shape[:2]) for side in picture.shape[:2])
        axes.imshow(picture, extent=(left, left + width, top + height, top), interpolation="nearest")
        text = f"{short(said[index])} {confidences[index]:.0%}\nis {short(truths[index])}"
        axes.text(left, top - 0.03, text, size=7.5, color=INK, va="bottom")
    axes.set(xlim=(0, columns), ylim=(rows * 1.27, 0), aspect="auto")
    return png(figure)


def short(label: str, length: int = 20) -> str:
    """Return a label that fits above a picture."""
    return label if len(label) <= length else label[: length - 1] + "…"


def plain(axes: Axes) -> None:
    """Take off the frame that carries nothing."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e5e5e5", linewidth=0.7)
