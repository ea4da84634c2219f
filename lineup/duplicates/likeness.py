"""How alike two pictures are that lie over each other, from -1 to 1: their edges and their colours.

0.4 x correlation of the gradients as a whole + 0.4 x that of 64 cells, each weighted by its contrast, so that
one strong edge does not outvote the rest + 0.2 x correlation of the colours without luminance (where one
picture has none, the first two decide). The weights are those of a logistic regression on CIFAR-10 (LOG.md),
rounded. Flat ground has no gradients and adds nothing. Captions and blinking eyes may differ: where most of
the contrast agrees nearly perfectly, that will do, unless one picture had to be scaled.
"""

import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import looks

CELL = 4  # pixels of 32
LEAST_CONTRAST = 2.0  # levels of 255, root mean square of the gradients: less is noise
LEAST_COLOUR = 3.0  # levels of 255, root mean square
CELLS = looks.SIDE // CELL
PARTS = ((0.7, 0.10), (0.5, 0.14))  # of the contrast may decide alone, for so much less

Floats = NDArray[np.float32]


def likeness(ones: Floats, others: Floats, inside: Floats, scaled: NDArray[np.bool_]) -> Floats:
    """Return (M,) of RGB float32 (M, 32, 32, 3), levels of 255.

    inside: 1 where both pictures are, else 0, (M, 32, 32); scaled: (M,) whether one of them had to be.
    """
    greys = [np.stack([looks.luminance(one) for one in side]) for side in (ones, others)]
    shared, first, second = cell_sums(greys[0], greys[1], inside)
    strongest = np.sqrt(np.maximum(first, second))
    alike = shared / np.sqrt(first * second + 1e-3) * strongest
    colour, coloured = colours(ones - greys[0][..., None], others - greys[1][..., None], inside)
    whole = total(shared) / np.sqrt(total(first) * total(second) + 1e-3)
    edges = (whole + total(alike) / (total(strongest) + 1e-3)) / 2
    for part, less in PARTS:
        edges = np.maximum(edges, np.where(scaled, -1, best_part(alike, strongest, part) - less))
    best = np.where(coloured, 0.8 * edges + 0.2 * colour, edges)
    pixels = inside.sum(axis=(1, 2)) + 1e-3
    weakest = np.sqrt(np.minimum(total(first), total(second)) / pixels)
    return np.where(weakest >= LEAST_CONTRAST, best, -1).astype(np.float32)


def best_part(alike: Floats, strongest: Floats, part: float) -> Floats:
    """Return (M,) the correlation in the best cells, (M, 8, 8), that have this part of the contrast."""
    alike, weights = (cells.reshape(len(cells), -1) for cells in (alike, strongest))
    order = np.argsort(-alike / (weights + 1e-3), axis=1)
    alike, weights = (np.take_along_axis(cells, order, axis=1) for cells in (alike, weights))
    used = np.cumsum(weights, axis=1) <= part * weights.sum(axis=1, keepdims=True)
    return np.asarray((alike * used).sum(axis=1) / ((weights * used).sum(axis=1) + 1e-3), np.float32)


def cell_sums(one: Floats, other: Floats, inside: Floats) -> tuple[Floats, Floats, Floats]:
    """Return by cell (M, 8, 8) the sums of the gradients' products, and of either's squares."""
    across, down = gradients(one)
    other_across, other_down = gradients(other)
    sums = []
    for product in (
        across * other_across + down * other_down,
        across**2 + down**2,
        other_across**2 + other_down**2,
    ):
        cells = (product * inside).reshape(-1, CELLS, CELL, CELLS, CELL)
        sums.append(cells.sum(axis=(2, 4)))
    return sums[0], sums[1], sums[2]


def gradients(greys: Floats) -> tuple[Floats, Floats]:
    """Return the central differences across and down of (M, 32, 32), borders mirrored (so 0 there)."""
    padded = np.pad(greys, ((0, 0), (1, 1), (1, 1)), mode="reflect")
    return padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2], padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]


def colours(one: Floats, other: Floats, inside: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return (M,) the correlation of what is left of the colours, and whether both pictures have any."""
    weights = inside[..., None]
    pixels = inside.sum(axis=(1, 2)) + 1e-3
    one = (one - ((one * weights).sum(axis=(1, 2)) / pixels[:, None])[:, None, None]) * weights
    other = (other - ((other * weights).sum(axis=(1, 2)) / pixels[:, None])[:, None, None]) * weights
    first, second = (np.einsum("mhwc,mhwc->m", side, side) for side in (one, other))
    both = np.einsum("mhwc,mhwc->m", one, other) / np.sqrt(first * second + 1e-3)
    return both, np.sqrt(np.minimum(first, second) / pixels) >= LEAST_COLOUR


def total(cells: Floats) -> Floats:
    """Return the sums over all cells, (M,)."""
    return np.asarray(cells.sum(axis=(1, 2)), np.float32)


def coarse(ones: NDArray[np.int8], others: NDArray[np.int8], most: int = 2) -> Floats:
    """Return (M,) the best correlation of int8 (M, 16, 16) over shifts of up to `most` pixels."""
    one, other = ones.astype(np.float32), others.astype(np.float32)
    best = np.full(len(one), -1, np.float32)
    side = one.shape[1]
    for down in range(-most, most + 1):
        for across in range(-most, most + 1):
            first = one[:, max(0, down) : side + min(0, down), max(0, across) : side + min(0, across)]
            second = other[:, max(0, -down) : side - max(0, down), max(0, -across) : side - max(0, across)]
            norm = np.einsum("mij,mij->m", first, first) * np.einsum("mij,mij->m", second, second)
            best = np.maximum(best, np.einsum("mij,mij->m", first, second) / np.sqrt(norm + 1))
    return best
