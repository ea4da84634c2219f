"""The confusion matrix as the page's table: which classes, how dark each cell."""

import math
from typing import Any

import numpy as np

from lineup.judgement.per_class import most_confused
from lineup.words import percent

MOST_CLASSES = 30  # a whole matrix of more is unreadable: the most confused ones are shown
LEVELS = 10  # shades


def table(matrix: np.ndarray, names: list[str]) -> dict[str, Any]:
    """Return columns (names), rows (name, cells), and `whole`: whether all classes are shown.

    A cell that counts mistakes has a key, of class ids: TRUE-ANSWER.
    Shades of mistakes are relative to the largest one: a matrix of a good model shows its few clearly.
    """
    whole = len(names) <= MOST_CLASSES
    shown = np.arange(len(names)) if whole else most_confused(matrix, MOST_CLASSES * 2 // 3)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    mistakes = shares - np.diag(np.diag(shares))
    worst = float(mistakes[np.ix_(shown, shown)].max()) or 1.0
    rows = []
    for true in shown:
        cells = []
        for predicted in shown:
            share, hit = float(shares[true, predicted]), bool(true == predicted)
            level = round(share * LEVELS) if hit else math.ceil(LEVELS * math.sqrt(share / worst) * 0.8)
            text = "<1" if 0 < share < 0.01 else f"{100 * share:.0f}"
            count = int(matrix[true, predicted])
            key = f"{true}-{predicted}" if count and not hit else ""
            cells.append({"count": count, "share": text, "level": level, "hit": hit, "key": key})
        rows.append({"name": names[true], "cells": cells})
    correct = float(np.trace(matrix) / max(matrix.sum(), 1))
    return {
        "columns": [names[i] for i in shown],
        "rows": rows,
        "whole": whole,
        "classes": len(names),
        "alt": f"{percent(correct)} of the answers are on the diagonal",
    }


def compact(table: dict[str, Any]) -> dict[str, Any]:
    """Return what the page's script draws a matrix from: of its cells those that count something."""
    cells = [
        [row, column, cell["count"], cell["share"], cell["level"], cell["key"]]
        for row, one in enumerate(table["rows"])
        for column, cell in enumerate(one["cells"])
        if cell["count"]
    ]
    return {"names": table["columns"], "cells": cells, "alt": table["alt"]}
