"""What pairs of near-duplicates make of a set: groups, and who is nearest to whom."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def groups_of(n: int, found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n,) the group of each row, numbered by first appearance; a row in no pair is a group alone."""
    links = coo_array((np.ones(len(found), np.int8), (found[:, 0], found[:, 1])), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def joined(groups: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n,) the groups that two groupings of the same rows make together, numbered as in `groups_of`.

    others: (n,), negative for a row in none of them.
    """
    rows = np.arange(len(groups))
    links = [np.stack([rows, np.unique(groups, return_index=True)[1][groups]], axis=1)]
    own = rows[others >= 0]
    if len(own):
        _, first, number = np.unique(others[own], return_index=True, return_inverse=True)
        links.append(np.stack([own, own[first][number]], axis=1))
    return groups_of(len(groups), np.concatenate(links))


def closest(
    found: NDArray[np.int64],
    scores: NDArray[np.float64],
    queries: NDArray[np.bool_],
    references: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return each query's nearest row among `references` and their score; -1 where none is near, or no query.

    `found`, `scores`: from `near_duplicates.find`; `queries`, `references`: bool (N,), disjoint. Pictures of
    the same pixels count for all that their first one is near to, and for each other.
    """
    n = len(queries)
    every = np.arange(n)
    origin = every.copy()  # the first row of the same pixels
    origin[found[scores == 1, 1]] = found[scores == 1, 0]
    holder = np.full(n, -1)  # of each first row: the first reference with its pixels
    reference = np.flatnonzero(references)[::-1]
    holder[origin[reference]] = reference
    near, apart = found[scores < 1], 1 - scores[scores < 1]
    start = np.concatenate([every, near[:, 0], near[:, 1]])
    end = holder[np.concatenate([every, near[:, 1], near[:, 0]])]
    apart = np.concatenate([np.zeros(n), apart, apart])
    order = np.lexsort((end, apart, start))
    order = order[end[order] >= 0]
    start, best = np.unique(start[order], return_index=True)
    nearest, score = np.full(n, -1), np.full(n, -1.0)
    nearest[start], score[start] = end[order][best], 1 - apart[order][best]
    return np.where(queries, nearest[origin], -1), np.where(queries, score[origin], -1)
