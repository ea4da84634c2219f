"""How far one picture's colours are from being another's, each channel times a gain plus an offset.

A copy that was brightened, tinted or captioned keeps this for most of its area; another drawing of the same
composition, or another photograph in the same frame, does not. Where one picture has no colours, luminance is
compared. The fit is one of least absolute differences (iteratively reweighted: Schlossmacher 1973).
"""

import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import looks
from lineup.duplicates.looks import Floats

CELLS = 8  # a side: means of 4x4 pixels
ROUNDS = 4  # of reweighting
SMALLEST = 2.0  # levels of 255: less counts as this, so that no cell decides alone
NOISE = 4.0  # levels of 255, added to the contrast


def residual(ones: Floats, others: Floats, inside: Floats, coloured: NDArray[np.bool_]) -> Floats:
    """Return (M,) the middle one of the cells' residuals, as a share of the first picture's contrast.

    ones, others: RGB (M, 32, 32, 3), levels of 255; inside: 1 where both pictures are, else 0, (M, 32, 32);
    coloured: (M,) whether both have colours. Infinite where they have no cell in common.
    """
    whole = (cell_means(inside[..., None]) > 0.99).astype(np.float32)
    one, other = (compared(side, coloured) for side in (ones, others))
    weights, left = whole, one
    for _ in range(ROUNDS):
        left = np.asarray(one - fitted(one, other, weights), np.float32)
        weights = np.asarray(whole / np.maximum(np.abs(left), SMALLEST), np.float32)
    apart = np.sqrt((left**2).sum(axis=1))
    share = whole / (whole.sum(axis=2, keepdims=True) + 1e-3)
    mean = (one * share).sum(axis=2, keepdims=True)
    contrast = np.sqrt(((one - mean) ** 2 * share).sum(axis=(1, 2)))
    return np.asarray(middle(apart, whole[:, 0]) / (contrast + NOISE), np.float32)


def compared(pictures: Floats, coloured: NDArray[np.bool_]) -> Floats:
    """Return the means of cells, (M, 3, 64), of (M, 32, 32, 3): of each colour, or of luminance thrice."""
    means = cell_means(pictures)
    if not coloured.all():
        means[~coloured] = cell_means(looks.luminance(pictures[~coloured])[..., None])
    return means


def cell_means(pictures: Floats) -> Floats:
    """Return the means of cells, (M, C, 64), of (M, 32, 32, C)."""
    count, side, _, channels = pictures.shape
    pixels = side // CELLS
    rows = pictures.reshape(count * CELLS, pixels, side * channels).sum(axis=1)
    cells = rows.reshape(count, CELLS * CELLS, pixels, channels).sum(axis=2) / pixels**2
    return np.ascontiguousarray(cells.swapaxes(1, 2), np.float32)


def fitted(one: Floats, other: Floats, weights: Floats) -> Floats:
    """Return what comes nearest to one, (M, C, 64), of gain times other plus offset, by channel."""
    shares = weights / (weights.sum(axis=2, keepdims=True) + 1e-6)
    means = [(side * shares).sum(axis=2, keepdims=True) for side in (one, other)]
    one, other = one - means[0], other - means[1]
    weighted = other * shares
    gain = (one * weighted).sum(axis=2, keepdims=True)
    gain /= (other * weighted).sum(axis=2, keepdims=True) + 1e-3
    return np.asarray(means[0] + gain * other, np.float32)


def middle(values: Floats, whole: Floats) -> Floats:
    """Return the median (M,) of those values, (M, 64), that count."""
    ordered = np.sort(np.where(whole > 0, values, np.inf), axis=1)
    place = np.maximum(whole.sum(axis=1).astype(int) - 1, 0) // 2
    return np.asarray(np.take_along_axis(ordered, place[:, None], axis=1)[:, 0], np.float32)
