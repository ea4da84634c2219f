"""Figures as PNG files, for MLflow and for slides; the page draws its own."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

TRAINING, VALIDATION, WRONG = "#9aa3ad", "#1f5fae", "#b4531a"


def save(figure: Figure, path: Path) -> None:
    """Write a figure, cut to what is drawn; letters that its font lacks become boxes without a warning."""
    FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(path, dpi=110, bbox_inches="tight", metadata={"Software": None})


def plain(text: object, longest: int = 24) -> str:
    """Return a text as matplotlib may show it: shortened, its $ not read as mathematics."""
    words = str(text)
    words = words if len(words) <= longest else words[: longest - 1] + "…"
    return words.replace("$", r"\$")


def curves(histories: pd.DataFrame, variants: Sequence[str], path: Path) -> None:
    """Draw accuracy (above) and loss (below) over epochs: a column per variant, five at most in a row."""
    columns = min(len(variants), 5)
    bands = -(-len(variants) // columns)
    height = 4.4 * bands + 0.4
    figure = Figure(figsize=(2.9 * columns, height))
    axes = figure.subplots(2 * bands, columns, squeeze=False, sharey="row")
    figure.subplots_adjust(hspace=0.55, wspace=0.12, top=1 - 0.75 / height, bottom=0.5 / height)
    for position in range(columns * bands):
        band, column = divmod(position, columns)
        for line, name in enumerate(["accuracy", "loss"]):
            axis = axes[2 * band + line, column]
            if position >= len(variants):
                axis.set_visible(False)
                continue
            own = histories[histories["variant"] == variants[position]]
            for _, part in own.groupby("seed"):
                axis.plot(part["epoch"], part[name], color=TRAINING, linewidth=1)
                axis.plot(part["epoch"], part[f"val_{name}"], color=VALIDATION, linewidth=1.4)
            axis.set_ylabel(name if column == 0 else "")
            axis.spines[["top", "right"]].set_visible(False)
            if line == 0:
                axis.set_title(plain(variants[position]), fontsize=10)
            else:
                axis.set_xlabel("epoch")
    handles = [figure.axes[0].plot([], [], color=color)[0] for color in (TRAINING, VALIDATION)]
    figure.legend(handles, ["training", "validation"], loc="upper center", ncols=2, frameon=False)
    save(figure, path)


def confusion_matrix(matrix: np.ndarray, names: Sequence[str], path: Path) -> None:
    """Draw a confusion matrix (counts) shaded by the share of each true class."""
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    side = min(3.2 + 0.36 * len(names), 16)
    figure = Figure(figsize=(side, side))
    axis = figure.subplots()
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    places = np.arange(len(names))
    size = 9 if len(names) <= 30 else max(2, 270 // len(names))
    axis.set_xticks(places, [plain(name) for name in names], rotation=90, fontsize=size)
    axis.set_yticks(places, [plain(name) for name in names], fontsize=size)
    axis.set(xlabel="predicted", ylabel="true")
    if len(names) <= 30:
        for true, predicted in zip(*np.nonzero(matrix), strict=True):
            color = "white" if shares[true, predicted] > 0.5 else "black"
            text = str(matrix[true, predicted])
            axis.text(predicted, true, text, ha="center", va="center", fontsize=7, color=color)
    save(figure, path)


def gallery(pictures: Sequence[np.ndarray], captions: Sequence[str], path: Path, columns: int = 8) -> None:
    """Draw pictures in a grid, each above its caption; the file says so where there are none."""
    columns = max(1, min(columns, len(pictures)))
    lines = max(1, -(-len(pictures) // columns))
    room = 1.36  # of a picture and its caption, in widths of a picture
    figure = Figure(figsize=(1.5 * columns, 1.5 * room * lines))
    axis = figure.add_axes((0, 0, 1, 1))
    axis.axis("off")
    for position, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        line, column = divmod(position, columns)
        top = -line * room
        high, wide = (size / max(picture.shape[:2]) * 0.94 for size in picture.shape[:2])
        left = column + (1 - wide) / 2
        axis.imshow(picture, extent=(left, left + wide, top - high, top))
        axis.text(column + 0.5, top - high - 0.03, caption, fontsize=7, ha="center", va="top")
    if not pictures:
        axis.text(0.5, -0.5, "none", ha="center")
    axis.set(xlim=(0, columns), ylim=(-room * lines, 0.03))
    save(figure, path)


def accuracies(ranking: pd.DataFrame, trainings: pd.DataFrame, path: Path) -> None:
    """Draw every seed's accuracy (the figure that ranks) and the mean, a line per variant, by rank."""
    shown = ranking["ranked_by"].iloc[0]
    figure = Figure(figsize=(7, 0.9 + 0.36 * len(ranking)))
    axis = figure.subplots()
    for line, row in enumerate(ranking.to_dict("records")):
        own = trainings.loc[trainings["variant"] == row["variant"], shown]
        axis.plot(100 * own, np.full(len(own), line), "o", color=VALIDATION, alpha=0.55, markersize=5)
        axis.plot(100 * row["ranking_accuracy"], line, "|", color=WRONG, markersize=15, markeredgewidth=2)
    axis.set_yticks(range(len(ranking)), [plain(name) for name in ranking["variant"]])
    axis.invert_yaxis()
    what = "test accuracy" if shown == "test_accuracy" else "test accuracy without leaks"
    axis.set_xlabel(f"{what}, %: a dot per seed, a line for the mean")
    axis.grid(axis="x", color="#e4e3de")
    axis.set_axisbelow(True)
    axis.spines[["top", "right", "left"]].set_visible(False)
    save(figure, path)
