"""Whether the fine structure of pictures agrees, be it shifted: the first look at many candidates at once.

Such correlations of int8 pictures are sums of whole numbers below 2^24, exact in float32, so they may come as
matrix products, in any order.
"""

import numpy as np
from numpy.typing import NDArray

from lineup.duplicates.looks import COARSE, Floats, Structures

MOST = 2  # pixels of 16 that one may be shifted by
SHIFTS = tuple((down, across) for down in range(-MOST, MOST + 1) for across in range(-MOST, MOST + 1))
BLOCK = 64  # pictures at a time: what a core's cache holds


def overlaps() -> Floats:
    """Return 1 where pixels lie over another picture, by shift: (25, 256)."""
    inside = np.zeros((len(SHIFTS), COARSE, COARSE), np.float32)
    for number, shift in enumerate(SHIFTS):
        rows, columns = (slice(max(0, by), COARSE + min(0, by)) for by in shift)
        inside[number, rows, columns] = 1
    return inside.reshape(len(SHIFTS), -1)


OVERLAPS = overlaps()
OVERLAPS_OF_OTHERS = np.ascontiguousarray(OVERLAPS[::-1])  # the same of the other picture's pixels


def shifted(flat: Floats) -> Floats:
    """Return pictures (M, 256) at each shift, 0 where they end: (M, 25, 256)."""
    moved = np.empty((len(flat), len(SHIFTS), COARSE**2), np.float32)
    border = MOST * (COARSE + 1)
    padded = np.pad(flat, ((0, 0), (border, border)))
    for number, (down, across) in enumerate(SHIFTS):
        start = border + down * COARSE + across
        pixels = padded[:, start : start + COARSE**2]
        np.multiply(pixels, OVERLAPS_OF_OTHERS[number], out=moved[:, number])
    return moved


def correlations(ones: Structures, fine: Structures, others: NDArray[np.int64]) -> Floats:
    """Return (M, K, 25): how pictures (M, 16, 16) correlate with those rows (M, K) of `fine`, by shift."""
    one = ones.reshape(len(ones), -1).astype(np.float32)
    other = fine[others].reshape(*others.shape, -1).astype(np.float32)
    products = other @ shifted(one).transpose(0, 2, 1)
    energy = one**2 @ OVERLAPS.T
    other_energy = (other.reshape(-1, COARSE**2) ** 2 @ OVERLAPS_OF_OTHERS.T).reshape(products.shape)
    return np.asarray(products / np.sqrt(energy[:, None] * other_energy + 1), np.float32)


def agreement(ones: Structures, fine: Structures, others: NDArray[np.int64]) -> Floats:
    """Return (M, K) the best of these correlations."""
    found = [correlations(ones[block], fine, others[block]).max(axis=2) for block in blocks(len(ones))]
    return np.concatenate(found)


def blocks(count: int) -> list[slice]:
    """Return the blocks that so many pictures are looked at in."""
    return [slice(start, start + BLOCK) for start in range(0, count, BLOCK)]
