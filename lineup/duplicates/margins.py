"""Frames and bars around pictures, which say nothing of what is in them but have most of the contrast.

A margin is as wide as lines along a side are even and of one level. It counts where both opposite sides have
one that ends in a step along most of its length: plain ground, skies and walls do not.
"""

import numpy as np

from lineup.duplicates import looks
from lineup.duplicates.looks import Floats

EVEN = 6.0  # levels of 255: standard deviation within a line, and difference of lines' means
STEP, ALONG = 12.0, 0.6  # levels of 255, over two pixels; share of the side
WIDEST = 13  # pixels of 32


def within(pictures: Floats) -> Floats:
    """Return 1 within margins of (M, 32, 32, 3), less a pixel that they blur into, else 0: (M, 32, 32)."""
    greys = looks.luminance(pictures)
    rows, columns = between(greys), between(greys.swapaxes(1, 2))
    return rows[:, :, None] * columns[:, None, :]


def between(greys: Floats) -> Floats:
    """Return 1 for lines (M, 32) of luminances (M, 32, 32) between two margins, or all where none are."""
    inner = np.ones(greys.shape[:2], np.float32)
    may = np.flatnonzero((greys[:, [0, -1]].std(axis=2) < EVEN).all(axis=1))
    if len(may):
        inner[may] = between_even(greys[may])
    return inner


def between_even(greys: Floats) -> Floats:
    """Return the same of luminances whose first and last lines are even."""
    widths, ends = [], []
    for lines in (greys, greys[:, ::-1]):
        levels = lines.mean(axis=2)
        even = (lines.std(axis=2) < EVEN) & (np.abs(levels - levels[:, :1]) < EVEN)
        width = np.cumprod(even, axis=1).sum(axis=1)
        each, edge = np.arange(len(lines)), np.clip(width, 1, WIDEST)
        steps = np.abs(lines[each, edge + 1] - lines[each, edge - 1]) > STEP
        widths.append(width + 1)
        ends.append((width <= WIDEST) & (steps.mean(axis=1) > ALONG))
    line = np.arange(greys.shape[1])
    inner = (line >= widths[0][:, None]) & (line < greys.shape[1] - widths[1][:, None])
    return np.where((ends[0] & ends[1])[:, None], inner, True).astype(np.float32)
