"""Where a classifier goes wrong: figures per class, the pairs it confuses."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FIGURES = ["precision", "recall", "f1"]


@dataclass(frozen=True)
class Pair:
    """Two classes (ids) mistaken for each other, mostly the first for the second; `mistakes`: both ways.

    `share` is these over the images of both classes.
    """

    first: int
    second: int
    mistakes: int
    share: float


def confusion(truth: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Return counts (classes, classes): a row per true class, a column per predicted one."""
    cells = truth.astype(np.int64) * classes + predicted
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def class_report(truth: np.ndarray, predicted: np.ndarray, names: list[str]) -> pd.DataFrame:
    """Return label, precision, recall, f1, support per class.

    A figure without a denominator is 0, but of a class without test images all are NaN.
    """
    from sklearn.metrics import precision_recall_fscore_support  # a second to import

    labels = np.arange(len(names))
    figures = precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    columns = dict(zip((*FIGURES, "support"), figures, strict=True))
    found = pd.DataFrame({"label": names, **columns})
    found.loc[found["support"] == 0, FIGURES] = np.nan
    return found


def confused_pairs(matrix: np.ndarray, most: int) -> list[Pair]:
    """Return the pairs with the most mistakes, of equals the first; pairs without any are left out."""
    mistakes = np.triu(matrix + matrix.T, 1)
    first, second = np.nonzero(mistakes)
    order = np.argsort(-mistakes[first, second], kind="stable")[:most]
    support = matrix.sum(axis=1)
    pairs = []
    for one, two in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if matrix[two, one] > matrix[one, two]:
            one, two = two, one
        wrong = int(matrix[one, two] + matrix[two, one])
        pairs.append(Pair(one, two, wrong, wrong / int(support[one] + support[two])))
    return pairs


def most_confused(matrix: np.ndarray, most: int) -> np.ndarray:
    """Return the ids, ascending, of the `most` classes with the most mistakes from or to them."""
    mistakes = matrix.sum(axis=0) + matrix.sum(axis=1) - 2 * np.diag(matrix)
    return np.sort(np.argsort(-mistakes, kind="stable")[:most])
