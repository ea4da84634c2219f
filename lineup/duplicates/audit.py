"""What near-duplicates do to a split: who leaks into whom, where labels contradict each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lineup.duplicates.control import Control
from lineup.duplicates.near_duplicates import Found
from lineup.duplicates.pairs import closest
from lineup.words import several

PAIRS_KEPT = 24  # pictures of them fit on one page of the report


def near(found: Found, those: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return bool (n,): which of `those` images, bool (n,), have a near-duplicate among `others`."""
    flags: np.ndarray = those & (closest(found.pairs, found.scores, those, others)[0] >= 0)
    return flags


def summary(
    *,
    labels: np.ndarray,
    parts: np.ndarray,
    official: np.ndarray,
    groups: np.ndarray,
    found: Found,
    leaks: np.ndarray,
) -> dict[str, Any]:
    """Return the figures of audit.json that the images of the split show.

    labels, parts: str (n,); official: str (n,), '' where the source names no split; leaks: bool (n,), with a
    near-duplicate among the images trained on. A test image's near-duplicates are counted among all training
    images, those set aside for validation too, since the source publishes them as one.
    """
    training = np.isin(parts, ("train", "validation"))
    in_training = near(found, parts == "test", training)
    crossing = np.zeros(len(labels), bool)
    for part in np.unique(official):
        crossing |= near(found, official == part, official != part)
    return {
        "images": len(labels),
        "groups": int((np.bincount(groups) >= 2).sum()),
        "label_conflicts": int((labels[found.pairs[:, 0]] != labels[found.pairs[:, 1]]).sum()),
        "across_source_splits": int(crossing.sum()),
        "test": share(parts, in_training, "test") | {"leaked": int(leaks[parts == "test"].sum())},
        "validation": share(parts, leaks, "validation"),
        "classes": class_counts(labels, {name: parts == name for name in ("train", "validation", "test")}),
        "pairs": pairs_to_judge(found, parts),
        "pairs_below": pairs_below(found, parts),
        "line": found.control.line,
        "aligned": found.control.aligned,
        "control": own_error(found.control, int((parts == "test").sum())),
    }


def of_subjects(subjects: np.ndarray, parts: np.ndarray) -> dict[str, int]:
    """Return how many subjects there are, on how many pictures, and test images of one that is trained on.

    subjects: int (n,), negative for none; parts: str (n,). Such test images are an official test set's.
    """
    trained = np.unique(subjects[(subjects >= 0) & np.isin(parts, ("train", "validation"))])
    return {
        "count": len(np.unique(subjects[subjects >= 0])),
        "images": int((subjects >= 0).sum()),
        "test_images_of_trained": int(np.isin(subjects[parts == "test"], trained).sum()),
    }


def subjects_said(subjects: dict[str, int]) -> str:
    """Return what is known of subjects, as a sentence without its point."""
    count, images, trained = subjects.values()
    said = f"{images:,} pictures of {several(count, 'subject')}, each on one side of every split made here"
    across = f"; by the source's own, {several(trained, 'test image')} of a subject in training"
    return said + across if trained else said


def of_folds(labels: np.ndarray, parts: Sequence[np.ndarray], found: Found, folds: int) -> dict[str, Any]:
    """Return what differs in audit.json where images are tested in folds, each once a repeat.

    labels: str (n,); parts: str (n,) of each fold, all repeats after each other, `folds` a repeat. `folds`
    holds folds (a repeat), repeats, images (tested in each fold) and, of each class, how many each fold of
    the first repeat tests.
    """
    training = [np.isin(part, ("train", "validation")) for part in parts]
    near_any = np.zeros(len(labels), bool)
    for part, others in zip(parts, training, strict=True):
        near_any |= near(found, part == "test", others)
    everything = np.full(len(labels), "test")
    below: dict[tuple[int, ...], list[float]] = {}
    for part in parts[:folds]:
        for pair in pairs_below(found, part):
            below.setdefault(tuple(sorted(int(row) for row in pair[:2])), pair)
    return {
        "test": share(everything, near_any, "test") | {"leaked": int(near_any.sum())},
        "control": own_error(found.control, len(labels)),
        "pairs_below": sorted(below.values(), key=lambda pair: -pair[2])[:PAIRS_KEPT],
        "folds": {
            "folds": folds,
            "repeats": len(parts) // folds,
            "images": [int((part == "test").sum()) for part in parts],
            "classes": tested_counts(labels, parts[:folds]),
        },
    }


def tested_counts(labels: np.ndarray, parts: Sequence[np.ndarray]) -> dict[str, dict[str, int]]:
    """Return how many images of each class each fold tests; parts: str (n,) of each."""
    return class_counts(labels, {f"fold {fold}": part == "test" for fold, part in enumerate(parts, 1)})


def share(parts: np.ndarray, leaks: np.ndarray, part: str) -> dict[str, float]:
    """Return how many images of a part have a near-duplicate in training, and which share that is."""
    images, near = int((parts == part).sum()), int(leaks[parts == part].sum())
    return {"images": images, "near_duplicates_in_training": near, "share": near / images if images else 0.0}


def class_counts(labels: np.ndarray, chosen: Mapping[str, np.ndarray]) -> dict[str, dict[str, int]]:
    """Return by class how many of its images are among those chosen, bool (n,), by name."""
    counts = {name: Counter(labels[those].tolist()) for name, those in chosen.items()}
    return {str(label): {name: count[label] for name, count in counts.items()} for label in np.unique(labels)}


def own_error(control: Control, test_images: int) -> dict[str, Any]:
    """Return what the control says of the method on this set.

    `test_images_at_most`: how many test images may have a false near-duplicate, with 95 % confidence.
    """
    return {
        "pictures": control.asked,
        "with_partner": control.found,
        "share_at_most": control.share_at_most,
        "test_images_at_most": int(np.ceil(control.share_at_most * test_images)),
    }


def pairs_below(found: Found, parts: np.ndarray) -> list[list[float]]:
    """Return at most PAIRS_KEPT (test row, training row, likeness) below the line, the nearest to it first.

    Each test image once, and none that has a near-duplicate in training anyway.
    """
    training = np.isin(parts, ("train", "validation"))
    known = near(found, parts == "test", training)
    chosen: dict[int, list[float]] = {}
    for place in np.argsort(-found.below_scores, kind="stable"):
        first, second = (int(row) for row in found.below[place])
        test, other = (first, second) if parts[first] == "test" else (second, first)
        if parts[test] == "test" and training[other] and not known[test]:
            chosen.setdefault(test, [test, other, round(float(found.below_scores[place]), 4)])
        if len(chosen) == PAIRS_KEPT:
            break
    return list(chosen.values())


def pairs_to_judge(found: Found, parts: np.ndarray) -> list[list[float]]:
    """Return at most PAIRS_KEPT (test row, nearest training row, likeness), the nearest to the line first."""
    training = np.isin(parts, ("train", "validation"))
    rows, scores = closest(found.pairs, found.scores, parts == "test", training)
    of_test = np.flatnonzero((parts == "test") & (rows >= 0))
    chosen = of_test[np.argsort(scores[of_test], kind="stable")][:PAIRS_KEPT]
    return [[int(row), int(rows[row]), round(float(scores[row]), 4)] for row in chosen]
