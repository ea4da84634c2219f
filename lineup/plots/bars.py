"""A line per class or variant."""

from collections.abc import Mapping, Sequence

import numpy as np

from lineup.plots.canvas import VALIDATION, WRONG, canvas, open_frame, plain, png

COLOURS = {"train": "#3b6ea5", "validation": "#e0a030", "test": "#b5485d"}
FOLDS = ("#3b6ea5", "#7ba3cc")  # in turn
MOST_LINES = 60  # in one picture


def classes(counts: Mapping[str, Mapping[str, int]]) -> bytes:
    """Draw the number of images of each class (the first MOST_LINES), stacked by split or fold."""
    labels = list(counts)[:MOST_LINES]
    figure = canvas(7, 0.28 * len(labels) + 1.2)
    axis = figure.subplots()
    left = np.zeros(len(labels))
    for number, part in enumerate(counts[labels[0]]):
        width = np.array([counts[label][part] for label in labels])
        colour = COLOURS.get(part, FOLDS[number % len(FOLDS)])
        axis.barh(range(len(labels)), width, left=left, color=colour, label=part)
        left += width
    axis.set_yticks(range(len(labels)), [plain(label) for label in labels])
    axis.invert_yaxis()
    axis.set_xlabel("images")
    axis.legend(frameon=False)
    open_frame(axis)
    return png(figure)


def accuracies(seeds: Mapping[str, Sequence[float]], what: str) -> bytes:
    """Draw every seed's accuracy and the mean, a line per variant (the first MOST_LINES); what: it is."""
    names = list(seeds)[:MOST_LINES]
    figure = canvas(7, 0.9 + 0.36 * len(names))
    axis = figure.subplots()
    for line, name in enumerate(names):
        own = 100 * np.array(seeds[name])
        axis.plot(own, np.full(len(own), line), "o", color=VALIDATION, alpha=0.55, markersize=5)
        axis.plot(own.mean(), line, "|", color=WRONG, markersize=15, markeredgewidth=2)
    axis.set_yticks(range(len(names)), [plain(name) for name in names])
    axis.invert_yaxis()
    axis.set_xlabel(f"{what}, %: a dot per seed, a line for the mean")
    axis.grid(axis="x", color="#e4e3de")
    axis.set_axisbelow(True)
    open_frame(axis)
    axis.spines["left"].set_visible(False)
    return png(figure)
