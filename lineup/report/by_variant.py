"""What the page shows of the variant that is chosen there: figures, matrix, galleries, pictures of cells."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.inference.results import PROBABILITIES
from lineup.judgement.best import Best
from lineup.judgement.per_class import FIGURES
from lineup.report import galleries, gallery, matrices
from lineup.report.pictures import data_uri
from lineup.report.store import Store
from lineup.splits.table import shots

OF_CELL = 4  # pictures at most


def section(front: Sequence[Best], results: Path, pixels: np.ndarray, split: pd.DataFrame) -> dict[str, Any]:
    """Return what is told of each variant in front, by rank.

    The page is written with the first one; `chosen` is what its script shows of another. results:
    data/results; pixels: uint8 (N, H, W, 3), of all images; split: indexed by row of pixels.
    """
    store = Store(pixels)
    told: list[dict[str, Any]] = []
    for best in front:
        said = np.load(results / best.variant / PROBABILITIES, mmap_mode="r")
        if told:
            own = galleries.of(best, said, split, galleries.OTHERS, lambda _: "", store.fitting)
        else:
            own = galleries.of(best, said, split, galleries.IN_FRONT, lambda row: data_uri(pixels[row]))
        told.append({"variant": best.variant, "seeds": best.seeds, **own})
    tables = [matrices.table(best.matrix, best.names) for best in front]
    of = {best.variant: cells(best, table, split, store) for best, table in zip(front, tables, strict=True)}
    first = {"classes": front[0].classes.to_dict("records"), "matrix": tables[0]}
    return {
        "variants": [told[0] | first, *told[1:]],
        "left_out": store.left_out,
        "chosen": {
            "figures": {best.variant: figures(best.classes) for best in front},
            "matrices": {
                best.variant: matrices.compact(table) for best, table in zip(front, tables, strict=True)
            },
            "of": of,
            "pictures": store.told(split),
        },
    }


def figures(classes: pd.DataFrame) -> list[list[int]]:
    """Return precision, recall and F1 of each class in promille, [] of one without test images."""
    promille = (1000 * classes[FIGURES]).round().to_numpy()
    return [[] if np.isnan(row).any() else list(map(int, row)) for row in promille]


def cells(best: Best, table: dict[str, Any], split: pd.DataFrame, store: Store) -> dict[str, list[int]]:
    """Return by cell of a matrix (TRUE-ANSWER) the rows that its dialog shows, the fullest cells first."""
    wrong = [cell for row in table["rows"] for cell in row["cells"] if cell["key"]]
    found = {}
    for cell in sorted(wrong, key=lambda cell: -int(cell["count"])):
        true, predicted = (int(part) for part in cell["key"].split("-"))
        chosen = gallery.confusions(best.predictions, true, predicted, OF_CELL, shots(split))
        rows = [int(row) for row in chosen["row"]]
        if store.takes(rows):
            found[cell["key"]] = rows
    return found
