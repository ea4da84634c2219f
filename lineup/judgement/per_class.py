"""Where a classifier goes wrong: confusion matrix, figures per class, the pairs it confuses."""

import numpy as np
import pandas as pd


def confusion_matrix(truth: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Return counts (classes, classes): a row per true class, a column per predicted one."""
    cells = truth.astype(np.int64) * classes + predicted.astype(np.int64)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def class_report(matrix: np.ndarray, names: list[str]) -> pd.DataFrame:
    """Return label, precision, recall, f1, support per class; a figure without a denominator is 0."""
    hits = np.diag(matrix).astype(float)
    predicted, support = matrix.sum(axis=0), matrix.sum(axis=1)
    return pd.DataFrame(
        {
            "label": names,
            "precision": divide(hits, predicted),
            "recall": divide(hits, support),
            "f1": divide(2 * hits, predicted + support),
            "support": support,
        }
    )


def divide(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Return upper / lower, 0 where lower is 0."""
    quotient = np.zeros(len(upper))
    np.divide(upper, lower, out=quotient, where=lower > 0)
    return quotient


def confused_pairs(matrix: np.ndarray, most: int) -> pd.DataFrame:
    """Return the pairs of classes mistaken for each other: first, second, mistakes, forth, back, share.

    `forth` counts first taken for second (the more frequent way), `back` the other way; `share` is mistakes
    over the images of both classes. Most mistakes first; pairs without any are left out.
    """
    first, second = np.triu_indices(len(matrix), 1)
    upper, lower = matrix[first, second], matrix[second, first]
    swap = lower > upper
    support = matrix.sum(axis=1)
    both = support[first] + support[second]
    pairs = pd.DataFrame(
        {
            "first": np.where(swap, second, first),
            "second": np.where(swap, first, second),
            "mistakes": upper + lower,
            "forth": np.maximum(upper, lower),
            "back": np.minimum(upper, lower),
            "share": divide((upper + lower).astype(float), both),
        }
    )
    pairs = pairs[pairs["mistakes"] > 0]
    return pairs.sort_values("mistakes", ascending=False, kind="stable").head(most).reset_index(drop=True)


def most_confused(matrix: np.ndarray, most: int) -> np.ndarray:
    """Return the ids, ascending, of the `most` classes with the most mistakes from or to them."""
    mistakes = matrix.sum(axis=0) + matrix.sum(axis=1) - 2 * np.diag(matrix)
    return np.sort(np.argsort(-mistakes, kind="stable")[:most])
