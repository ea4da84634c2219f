"""Split images into parts by whole groups, keeping each class's shares."""

from collections.abc import Mapping, Sequence

import numpy as np


def assign(
    class_ids: np.ndarray, groups: np.ndarray, shares: Mapping[str, float], seed: int | Sequence[int]
) -> np.ndarray:
    """Return a part's name for every image, str (n,): no group is in two parts, each class has its shares.

    Class by class, its groups are shuffled by `seed`, then the larger ones first go to the part that lacks
    most of that class, so that single images level out what groups leave uneven. A group with several
    labels counts for its most frequent one. A part with a share of 0 stays empty.
    """
    random = np.random.default_rng(seed)
    parts = [part for part, share in shares.items() if share > 0]
    wanted_shares = np.array([shares[part] for part in parts])
    chosen = np.empty(len(class_ids), dtype=object)
    members = members_of(groups)
    by_class: dict[int, list[np.ndarray]] = {}
    for rows in members:
        by_class.setdefault(int(np.bincount(class_ids[rows]).argmax()), []).append(rows)
    for class_id in sorted(by_class):
        bundle = by_class[class_id]
        random.shuffle(bundle)
        bundle.sort(key=len, reverse=True)
        missing = wanted_shares * sum(len(rows) for rows in bundle)
        for rows in bundle:
            part = int(np.argmax(missing))
            chosen[rows] = parts[part]
            missing[part] -= len(rows)
    return chosen.astype(str)


def members_of(groups: np.ndarray) -> list[np.ndarray]:
    """Return the rows of each group, by ascending group number."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    return np.split(order, starts[1:])
