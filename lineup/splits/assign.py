"""Split images into parts by whole groups, keeping each class's shares."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np


def assign(
    class_ids: np.ndarray, groups: np.ndarray, shares: Mapping[str, float], seed: int | Sequence[int]
) -> np.ndarray:
    """Return a part's name for every image, str (n,): no group is in two parts, each class has its shares.

    Class by class, its groups are shuffled by `seed`, then the larger ones first go to the part that lacks
    most of that class, so that single images level out what groups leave uneven. The last ones go to parts
    that have none yet, so that a class of three pictures is in all three. A part with a share of 0 stays
    empty.
    """
    random = np.random.default_rng(seed)
    parts = [part for part, share in shares.items() if share > 0]
    wanted_shares = np.array([shares[part] for part in parts])
    chosen = np.empty(len(class_ids), dtype=object)
    for bundle in bundles(class_ids, groups, random):
        missing = wanted_shares * sum(len(rows) for rows in bundle)
        empty = np.ones(len(parts), dtype=bool)
        for number, rows in enumerate(bundle):
            last = len(bundle) - number <= empty.sum()
            part = int(np.argmax(np.where(empty, missing, -np.inf) if last else missing))
            chosen[rows] = parts[part]
            missing[part] -= len(rows)
            empty[part] = False
    return chosen.astype(str)


def bundles(
    class_ids: np.ndarray, groups: np.ndarray, random: np.random.Generator
) -> Iterator[list[np.ndarray]]:
    """Yield for each class, ascending, the rows of each of its groups: shuffled, the larger groups first.

    A group with several labels counts for its most frequent one.
    """
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    by_class: dict[int, list[np.ndarray]] = {}
    for rows in np.split(order, starts[1:]):
        by_class.setdefault(int(np.bincount(class_ids[rows]).argmax()), []).append(rows)
    for class_id in sorted(by_class):
        random.shuffle(by_class[class_id])
        yield sorted(by_class[class_id], key=len, reverse=True)
