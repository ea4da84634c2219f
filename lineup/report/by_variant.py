"""Class by class, for each of the variants in front: figures, the confusion matrix, pictures of its cells."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.best import Best
from lineup.report import gallery, matrices, pictures

FEW_CLASSES = 100  # with more, only the first variant is shown: the page would be too large
OF_CELL, OF_PAGE = 4, 240  # pictures at most
LONGEST = 96  # pixels of the longer side, as embedded


def section(front: Sequence[Best], pixels: np.ndarray, split: pd.DataFrame) -> dict[str, Any]:
    """Return what is told of each variant in front, and the pictures of the cells of their matrices.

    pixels: uint8 (N, H, W, 3), of all images; split: indexed by row of pixels.
    """
    shown = front if len(front[0].names) <= FEW_CLASSES else front[:1]
    told = [
        {
            "variant": one.variant,
            "seeds": one.seeds,
            "classes": one.classes.to_dict("records"),
            "matrix": matrices.table(one.matrix, one.names),
        }
        for one in shown
    ]
    return {"variants": told, "cells": cells(shown, told, pixels, split)}


def cells(
    front: Sequence[Best], told: Sequence[dict[str, Any]], pixels: np.ndarray, split: pd.DataFrame
) -> dict[str, Any]:
    """Return `of`: rows by variant and cell (TRUE-ANSWER), and by row the `pictures`, until the page is full.

    The fullest cells of each variant come first, and the variant in front before the others.
    """
    of: dict[str, dict[str, list[int]]] = {}
    pages: dict[int, dict[str, str]] = {}
    for best, one in zip(front, told, strict=True):
        own = of.setdefault(best.variant, {})
        wrong = [cell for row in one["matrix"]["rows"] for cell in row["cells"] if cell["key"]]
        for cell in sorted(wrong, key=lambda cell: -int(cell["count"])):
            true, predicted = (int(part) for part in cell["key"].split("-"))
            chosen = gallery.confusions(best.predictions, true, predicted, OF_CELL, split["group"])
            rows = [int(row) for row in chosen["row"]]
            if len(pages.keys() | set(rows)) > OF_PAGE:
                break
            own[cell["key"]] = rows
            for row in rows:
                pages.setdefault(row, picture(row, pixels, split))
    return {"of": of, "pictures": {str(row): one for row, one in pages.items()}}


def picture(row: int, pixels: np.ndarray, split: pd.DataFrame) -> dict[str, str]:
    """Return what is shown of an image."""
    return {
        "src": pictures.data_uri(pixels[row], LONGEST),
        "label": str(split.loc[row, "label"]),
        "path": str(split.loc[row, "path"]),
    }
