"""Split images into folds by whole groups, keeping each class's shares, several times over."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lineup.errors import LineupError
from lineup.splits.assign import assign, bundles
from lineup.words import joined

NAMED = 10  # classes that a message names


def parts(
    class_ids: np.ndarray,
    groups: np.ndarray,
    folds: int,
    repeats: int,
    shares: Mapping[str, float],
    seed: int,
) -> NDArray[np.str_]:
    """Return train, validation or test for each fold and image, (repeats x folds, n).

    Within a repeat each image is test once. No group is in two parts of a fold, and each class has its share
    in every part; what a fold does not test is parted by `shares` of train and validation. Repeats differ in
    the shuffle.
    """
    found = []
    for repeat in range(repeats):
        number = numbers(class_ids, groups, folds, [seed, repeat])
        for fold in range(folds):
            rest = number != fold
            part = np.full(len(class_ids), "test", dtype="<U10")
            part[rest] = assign(class_ids[rest], groups[rest], shares, [seed, repeat, fold])
            found.append(part)
    return np.stack(found)


def numbers(class_ids: np.ndarray, groups: np.ndarray, folds: int, seed: Sequence[int]) -> NDArray[np.intp]:
    """Return the fold of each image, from 0: whole groups, each class and all images spread evenly.

    Class by class, as in assign: the larger groups first, each to the fold that has fewest of its class, of
    such to the smallest.
    """
    found, sizes = np.empty(len(class_ids), np.intp), np.zeros(folds, np.intp)
    for bundle in bundles(class_ids, groups, np.random.default_rng(seed)):
        own = np.zeros(folds, np.intp)
        for rows in bundle:
            fold = int(np.lexsort((sizes, own))[0])
            found[rows] = fold
            own[fold] += len(rows)
            sizes[fold] += len(rows)
    return found


def refuse_too_many(labels: np.ndarray, groups: np.ndarray, folds: int) -> None:
    """Raise LineupError where a class has fewer different pictures (groups) than there are folds."""
    different = {str(label): len(np.unique(groups[labels == label])) for label in np.unique(labels)}
    few = {label: count for label, count in different.items() if count < folds}
    if not few:
        return
    named = joined([f"{label} ({count:,})" for label, count in few.items()], NAMED)
    most = min(different.values())
    lower = f"Set split.folds to at most {most}, add" if most > 1 else "Add"
    raise LineupError(
        f"split.folds is {folds}, but {len(few):,} class(es) have fewer different pictures, near-duplicates"
        f" as one: {named}. Each fold is to test every class. {lower} pictures to them, or leave them out"
        " (dataset.exclude)."
    )
