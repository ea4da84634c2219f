"""How alike two pictures are that lie over each other, from -1 to 1: their edges and their colours.

0.4 x correlation of the gradients as a whole + 0.4 x that of 64 cells, each weighted by its contrast, so that
one strong edge does not outvote the rest + 0.2 x correlation of the colours without luminance (where one
picture has none, the first two decide). The weights are those of a logistic regression on CIFAR-10 (LOG.md),
rounded. Flat ground has no gradients and adds nothing. Captions and blinking eyes may differ: where most of
the contrast agrees nearly perfectly, that will do. A picture that was scaled to fit had more ways to fit: the
fewer cells the contrast of both is spread over, the less its agreement says: what does not agree counts more.
Where much of the colours is left by a gain and an offset a channel (`recolouring`), that costs too: so it is
with other pictures in one frame, and with other drawings of one composition.
"""

import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import looks, recolouring
from lineup.duplicates.looks import Floats

CELL = 4  # pixels of 32
LEAST_CONTRAST = 2.0  # levels of 255, root mean square of the gradients: less is noise
LEAST_COLOUR = 3.0  # levels of 255, root mean square
CELLS = looks.SIDE // CELL
EDGES = 0.8  # of likeness; colours have the rest
PARTS = ((0.7, 0.10), (0.5, 0.14))  # of the contrast may decide alone, for so much less
WIDE, NARROW = 0.7, 4  # share of the cells from which on scaling is free; price of each share less (LOG.md)

RECOLOURED = 0.20  # residual of the colours (`recolouring`) up to which it costs nothing (LOG.md)


def likeness(
    ones: Floats, others: Floats, inside: Floats, scaled: NDArray[np.bool_], least: float = -1
) -> Floats:
    """Return (M,) of RGB float32 (M, 32, 32, 3), levels of 255; -1 below `least`.

    inside: 1 where both pictures are, else 0, (M, 32, 32); scaled: (M,) whether one of them had to be.
    """
    greys = looks.luminance(ones), looks.luminance(others)
    edges, narrow = agreement(*greys, inside)
    price = np.where(scaled, NARROW * narrow, 0)
    best_possible = charged(EDGES * edges + 1 - EDGES, price)
    found = np.full(len(ones), -1, np.float32)
    rows = np.flatnonzero((edges > -1) & (best_possible >= least))
    if len(rows):  # the others no colours could lift
        one, other, both = ones[rows], others[rows], inside[rows]
        chroma = one - greys[0][rows, ..., None], other - greys[1][rows, ..., None]
        colour, coloured = colours(*chroma, both)
        best = np.where(coloured, EDGES * edges[rows] + (1 - EDGES) * colour, edges[rows])
        left = recolouring.residual(one, other, both, coloured)
        found[rows] = charged(best, price[rows]) - np.maximum(left - RECOLOURED, 0)
    return np.where(found >= least, found, -1).astype(np.float32)


def charged(alike: Floats, price: Floats) -> Floats:
    """Return likenesses (M,) less a price, (M,), for each share that they lack."""
    return alike - price * (1 - alike)


def agreement(one: Floats, other: Floats, inside: Floats) -> tuple[Floats, Floats]:
    """Return (M,) how edges of luminances agree, -1 for too few, and which share of the cells they lack."""
    shared, first, second = cell_sums(one, other, inside)
    strongest = np.sqrt(np.maximum(first, second))
    alike = shared / np.sqrt(first * second + 1e-3) * strongest
    whole = total(shared) / np.sqrt(total(first) * total(second) + 1e-3)
    edges = (whole + total(alike) / (total(strongest) + 1e-3)) / 2
    edges = np.maximum(edges, best_part(alike, strongest))
    narrow = np.maximum(WIDE - spread(np.sqrt(np.minimum(first, second))), 0)
    pixels = inside.sum(axis=(1, 2)) + 1e-3
    weakest = np.sqrt(np.minimum(total(first), total(second)) / pixels)
    return np.where(weakest >= LEAST_CONTRAST, edges, -1), narrow


def best_part(alike: Floats, strongest: Floats) -> Floats:
    """Return (M,) the correlation in the best cells, (M, 8, 8), of a part of the contrast, less a price."""
    alike, weights = (cells.reshape(len(cells), -1) for cells in (alike, strongest))
    order = np.argsort(-alike / (weights + 1e-3), axis=1)
    alike, weights = (np.take_along_axis(cells, order, axis=1) for cells in (alike, weights))
    reached, best = np.cumsum(weights, axis=1), []
    for part, less in PARTS:
        used = reached <= part * reached[:, -1:]
        best.append((alike * used).sum(axis=1) / ((weights * used).sum(axis=1) + 1e-3) - less)
    return np.asarray(np.max(best, axis=0), np.float32)


def spread(contrast: Floats) -> Floats:
    """Return (M,) over which share of cells (M, 8, 8) contrast is spread: exp of its entropy (Hill 1973)."""
    weights = contrast.reshape(len(contrast), -1)
    shares = weights / (weights.sum(axis=1, keepdims=True) + 1e-3)
    entropy = -(shares * np.log(shares + 1e-9)).sum(axis=1)
    return np.asarray(np.exp(entropy) / CELLS**2, np.float32)


def cell_sums(one: Floats, other: Floats, inside: Floats) -> tuple[Floats, Floats, Floats]:
    """Return by cell (M, 8, 8) the sums of the gradients' products, and of either's squares."""
    across, down = (slope * inside for slope in gradients(one))
    other_across, other_down = (slope * inside for slope in gradients(other))
    return (
        by_cell(across * other_across + down * other_down),
        by_cell(across**2 + down**2),
        by_cell(other_across**2 + other_down**2),
    )


def by_cell(pixels: Floats) -> Floats:
    """Return the sums (M, 8, 8) of (M, 32, 32)."""
    rows = pixels.reshape(-1, CELLS, CELL, looks.SIDE).sum(axis=2)
    return np.asarray(rows.reshape(-1, CELLS, CELLS, CELL).sum(axis=3), np.float32)


def gradients(greys: Floats) -> tuple[Floats, Floats]:
    """Return the central differences across and down of (M, 32, 32), 0 at borders."""
    across, down = np.zeros_like(greys), np.zeros_like(greys)
    np.subtract(greys[:, :, 2:], greys[:, :, :-2], out=across[:, :, 1:-1])
    np.subtract(greys[:, 2:], greys[:, :-2], out=down[:, 1:-1])
    return across, down


def colours(one: Floats, other: Floats, inside: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return (M,) the correlation of what is left of the colours, and whether both pictures have any."""
    weights = inside[..., None]
    pixels = inside.sum(axis=(1, 2)) + 1e-3
    one, other = ((side - mean(side, inside, pixels)) * weights for side in (one, other))
    first, second = (np.einsum("mhwc,mhwc->m", side, side) for side in (one, other))
    both = np.einsum("mhwc,mhwc->m", one, other) / np.sqrt(first * second + 1e-3)
    return both, np.sqrt(np.minimum(first, second) / pixels) >= LEAST_COLOUR


def mean(colour: Floats, inside: Floats, pixels: Floats) -> Floats:
    """Return the mean colour, (M, 1, 1, 3), where `inside`, so many pixels."""
    flat = inside.reshape(len(inside), 1, -1) @ colour.reshape(len(colour), -1, 3)
    return np.asarray(flat[:, :, None] / pixels[:, None, None, None], np.float32)


def total(cells: Floats) -> Floats:
    """Return the sums over all cells, (M,)."""
    return np.asarray(cells.sum(axis=(1, 2)), np.float32)
