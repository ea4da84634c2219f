"""Finds images that are nearly the same: pairs of difference hashes within a few bits.

Exact, and far from comparing all with all: the 256 bits are dealt to several hash tables, so that two
hashes within `max_bits` agree in at least one table up to a few flipped bits (pigeonhole; faiss
IndexBinaryMultiHash).
A million hashes took 160 s and 1.2 GB (two busy cores at 2.1 GHz, 20 bits, faiss 1.15).
"""

from collections.abc import Iterator
from math import comb

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lineup.errors import LineupError

BITS = 256
TABLE_BITS = 32  # the most that one table is keyed with
PAIR_LIMIT = 20_000_000
PROBE, BLOCK = 256, 4096  # queries at a time; the first block tells whether the pairs would be far too many
# Nanoseconds, measured with faiss 1.15 on two cores at 2.1 GHz; they only choose between equally exact ways.
PER_COMPARISON, PER_LOOKUP, PER_CANDIDATE = 4, 40, 40


def pairs(hashes: NDArray[np.uint8], max_bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (M, 2) rows i < j of uint8 (N, 32) within `max_bits`, sorted, and (M,) their differing bits.

    Equal hashes are linked to the first of them alone, and only that first one is paired with others: a
    thousand black frames give 999 pairs, not half a million. `closest` and `groups` take that into account.
    """
    distinct, first, inverse = np.unique(hashes, axis=0, return_index=True, return_inverse=True)
    rows = np.arange(len(hashes))
    origin = first[inverse.reshape(-1)]
    copies = rows[origin != rows]
    equal = np.stack([origin[copies], copies], axis=1)
    near, bits = search(distinct, max_bits)
    found = np.concatenate([equal, np.sort(first[near], axis=1)]).astype(np.int64)
    bits = np.concatenate([np.zeros(len(equal), np.int64), bits])
    order = np.lexsort((found[:, 1], found[:, 0]))
    return found[order], bits[order]


def groups(n: int, found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n,) the group of each row, numbered by first appearance; a row in no pair is a group alone."""
    links = coo_array((np.ones(len(found), np.int8), (found[:, 0], found[:, 1])), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def closest(
    found: NDArray[np.int64],
    bits: NDArray[np.int64],
    queries: NDArray[np.bool_],
    references: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each query's nearest row among `references` and their bits; -1 where none is near, or no query.

    `found`, `bits`: from `pairs`; `queries`, `references`: bool (N,), without overlap. Copies of a hash count
    for all that their first one is near to, and for each other.
    """
    n = len(queries)
    every = np.arange(n)
    origin = every.copy()  # the first row with the same hash
    origin[found[bits == 0, 1]] = found[bits == 0, 0]
    holder = np.full(n, -1)  # of each first row: the first reference with its hash
    reference = np.flatnonzero(references)[::-1]
    holder[origin[reference]] = reference
    near, apart = found[bits > 0], bits[bits > 0]
    start = np.concatenate([every, near[:, 0], near[:, 1]])
    end = holder[np.concatenate([every, near[:, 1], near[:, 0]])]
    apart = np.concatenate([np.zeros(n, np.int64), apart, apart])
    order = np.lexsort((end, apart, start))
    order = order[end[order] >= 0]
    start, best = np.unique(start[order], return_index=True)
    nearest, distance = np.full(n, -1), np.full(n, -1)
    nearest[start], distance[start] = end[order][best], apart[order][best]
    return np.where(queries, nearest[origin], -1), np.where(queries, distance[origin], -1)


def search(distinct: NDArray[np.uint8], max_bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all pairs of rows (M, 2) of distinct hashes within `max_bits`, and (M,) their bits."""
    n, random = len(distinct), np.random.default_rng(0)
    if n < 2 or max_bits == 0:
        return np.empty((0, 2), np.int64), np.empty(0, np.int64)
    # Neighbouring bits of a difference hash go together: shuffled, they fill the tables evenly. The rows are
    # shuffled so that a block of queries is a fair sample.
    deal, rows = random.permutation(BITS), random.permutation(n)
    dealt = np.packbits(np.unpackbits(distinct[rows], axis=1)[:, deal], axis=1)
    index = build(dealt, max_bits)
    parts: list[NDArray[np.int64]] = []
    total = 0
    for start, stop in blocks(n):
        limits, bits, hits = index.range_search(dealt[start:stop], max_bits + 1)  # faiss: less than
        query = np.repeat(np.arange(start, stop), np.diff(limits.astype(np.int64)))
        once = query < hits
        parts.append(np.stack([rows[query[once]], rows[hits[once]], bits[once].astype(np.int64)], axis=1))
        total += int(once.sum())
        expected = len(hits) * n / (2 * (stop - start)) if start == 0 else total
        if expected > PAIR_LIMIT:
            raise LineupError(too_many(max_bits))
    result = np.concatenate(parts)
    return result[:, :2], result[:, 2]


def build(dealt: NDArray[np.uint8], max_bits: int) -> faiss.IndexBinary:
    """Return the index that is quickest for so many hashes; each finds all within `max_bits`."""
    n = len(dealt)
    nanoseconds, tables, width, flips = min((cost(n, *way), *way) for way in ways(max_bits))
    index: faiss.IndexBinary = faiss.IndexBinaryFlat(BITS)
    if nanoseconds < n * PER_COMPARISON:
        index = faiss.IndexBinaryMultiHash(BITS, tables, width)
        index.nflip = flips
    index.add(dealt)
    return index


def ways(max_bits: int) -> list[tuple[int, int, int]]:
    """Return (tables, bits a table, flips): of `max_bits` bits, some table has at most `flips`."""
    numbers = [(max(-(-(max_bits + 1) // (flips + 1)), BITS // TABLE_BITS), flips) for flips in range(3)]
    return [(tables, BITS // tables, flips) for tables, flips in numbers]


def cost(n: int, tables: int, width: int, flips: int) -> float:
    """Return the expected time of a query among n evenly spread hashes, in nanonanoseconds."""
    lookups = tables * sum(comb(width, flipped) for flipped in range(flips + 1))
    return float(lookups * (PER_LOOKUP + PER_CANDIDATE * n / 2**width))


def blocks(n: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of consecutive blocks of queries, the first one small."""
    yield 0, min(PROBE, n)
    for start in range(PROBE, n, BLOCK):
        yield start, min(start + BLOCK, n)


def too_many(max_bits: int) -> str:
    """Return the message for a data set whose images this hash does not tell apart."""
    return (
        f"More than {PAIR_LIMIT:,} pairs of images lie within {max_bits} of {BITS} bits of difference hash: "
        f"it does not tell these images apart (plain backgrounds?). Lower split.near_duplicate_bits in "
        f"params.yaml."
    )
