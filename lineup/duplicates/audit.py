"""What near-duplicates do to a split: who leaks into whom, where labels contradict each other."""

from typing import Any

import numpy as np

from lineup.duplicates import near_duplicates

WORST_PAIRS = 24  # pictures of them fit on one page of the report


def near(pairs: np.ndarray, bits: np.ndarray, those: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return bool (n,): which of `those` images have a near-duplicate among `others`.

    pairs: int (m, 2) rows of near-duplicates, copies of one image linked to the first of them; bits: (m,);
    those, others: bool (n,).
    """
    flags: np.ndarray = those & (near_duplicates.closest(pairs, bits, those, others)[0] >= 0)
    return flags


def summary(
    *,
    labels: np.ndarray,
    parts: np.ndarray,
    official: np.ndarray,
    groups: np.ndarray,
    pairs: np.ndarray,
    bits: np.ndarray,
    leaks: np.ndarray,
) -> dict[str, Any]:
    """Return the figures of audit.json that the images of the split show.

    labels, parts: str (n,); official: str (n,), '' where the source names no split; leaks: bool (n,), with a
    near-duplicate among the images trained on. A test image's near-duplicates are counted among all training
    images, those set aside for validation too, since the source publishes them as one.
    """
    training = np.isin(parts, ("train", "validation"))
    in_training = near(pairs, bits, parts == "test", training)
    is_test = official == "test"
    crossing = near(pairs, bits, is_test, ~is_test) | near(pairs, bits, ~is_test, is_test)
    return {
        "images": len(labels),
        "groups": int((np.bincount(groups) >= 2).sum()),
        "label_conflicts": int((labels[pairs[:, 0]] != labels[pairs[:, 1]]).sum()),
        "across_source_splits": int(crossing.sum()),
        "test": share(parts, in_training, "test") | {"leaked": int(leaks[parts == "test"].sum())},
        "validation": share(parts, leaks, "validation"),
        "classes": class_counts(labels, parts),
        "pairs": worst_pairs(pairs, bits, parts),
    }


def share(parts: np.ndarray, leaks: np.ndarray, part: str) -> dict[str, float]:
    """Return how many images of a part have a near-duplicate in training, and which share that is."""
    images, near = int((parts == part).sum()), int(leaks[parts == part].sum())
    return {"images": images, "near_duplicates_in_training": near, "share": near / images if images else 0.0}


def class_counts(labels: np.ndarray, parts: np.ndarray) -> dict[str, dict[str, int]]:
    """Return the number of images of each class in each part."""
    names = ("train", "validation", "test")
    return {
        str(label): {name: int(((labels == label) & (parts == name)).sum()) for name in names}
        for label in np.unique(labels)
    }


def worst_pairs(pairs: np.ndarray, bits: np.ndarray, parts: np.ndarray) -> list[list[int]]:
    """Return (test row, nearest training row, bits), the closest first, at most WORST_PAIRS."""
    training = np.isin(parts, ("train", "validation"))
    rows, distances = near_duplicates.closest(pairs, bits, parts == "test", training)
    found = np.flatnonzero((parts == "test") & (rows >= 0))
    chosen = found[np.argsort(distances[found], kind="stable")][:WORST_PAIRS]
    return [[int(row), int(rows[row]), int(distances[row])] for row in chosen]
