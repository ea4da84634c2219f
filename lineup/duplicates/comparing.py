"""A strict look at pairs of pictures, dearest part last: a rough map, an exact one, likeness."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import alignment, fitting, likeness, looks, margins, passes, structure

CHUNK = 128  # pairs at a time
ROUGHLY, NEARLY = 0.65, 0.65  # correlation, then likeness, by the rough map; LOG.md says what is lost

Pairs = NDArray[np.int64]  # (M, 3): two rows and the first one's view
Scores = NDArray[np.float32]
Maps = NDArray[np.float32]  # (M, 2, 3)


def compare(images: looks.Pixels, pairs: Pairs, aligned: bool) -> Scores:
    """Return how alike each pair is, laid over each other (-1 where it cannot be) or pixel over pixel."""
    if not len(pairs):
        return np.empty(0, np.float32)
    work = partial(laid_over_each_other if aligned else unmoved, images)
    chunks = [pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK)]
    return np.concatenate(list(passes.over(images, chunks, work)))


def unmoved(images: looks.Pixels, pairs: Pairs) -> Scores:
    """Return the likeness of each pair of one chunk, pixel over pixel."""
    whole, same = np.ones((len(pairs), looks.SIDE, looks.SIDE), np.float32), np.zeros(len(pairs), bool)
    return likeness.likeness(*as_floats(images, pairs), whole, same)


def laid_over_each_other(images: looks.Pixels, pairs: Pairs) -> Scores:
    """Return the likeness of each pair of one chunk, by the better of two maps."""
    ones, others = as_floats(images, pairs)
    greys = looks.luminance(ones), looks.luminance(others)
    in_window = pairs[:, 2] >= looks.IN_WINDOWS.start
    scores = np.full(len(pairs), -1, np.float32)
    agreement, maps = rough_maps(*greys)
    possible = np.array([alignment.plausible(one) for one in maps])
    rows = np.flatnonzero(possible & (agreement >= ROUGHLY))
    rough = overlaid(ones[rows], others[rows], maps[rows], in_window[rows])
    rows, rough = rows[rough >= NEARLY], rough[rough >= NEARLY]
    scores[rows] = rough
    exact = [alignment.affine(greys[0][row], greys[1][row], maps[row]) for row in rows]
    found = [(row, one) for row, one in zip(rows.tolist(), exact, strict=True) if one is not None]
    if found:
        rows, maps = np.array([row for row, _ in found]), np.stack([one for _, one in found])
        exactly = overlaid(ones[rows], others[rows], maps, in_window[rows])
        scores[rows] = np.maximum(scores[rows], exactly)
    return scores


def as_floats(images: looks.Pixels, pairs: Pairs) -> tuple[looks.Floats, looks.Floats]:
    """Return the first pictures of pairs as their views show them, and the second: float32 (M, 32, 32, 3)."""
    ones = np.stack([looks.seen(images[row], view) for row, view in pairs[:, [0, 2]].tolist()])
    return ones.astype(np.float32), looks.small(images, pairs[:, 1]).astype(np.float32)


def rough_maps(ones: looks.Floats, others: looks.Floats) -> tuple[Scores, Maps]:
    """Return how well luminances (M, 32, 32) agree once laid over each other roughly, and by which maps."""
    one, other = looks.fine(ones), looks.fine(others)
    itself = np.arange(len(one))[:, None]
    shifts = np.concatenate(
        [
            structure.correlations(one[block], other, itself[block])[:, 0].argmax(axis=1)
            for block in structure.blocks(len(one))
        ]
    )
    agreement, maps = fitting.fit(one, other, shifts)
    return agreement, fitting.in_pixels(maps)


def overlaid(ones: looks.Floats, others: looks.Floats, maps: Maps, scaled: NDArray[np.bool_]) -> Scores:
    """Return the likeness of pictures (M, 32, 32, 3), the second moved by maps; -1 below NEARLY.

    scaled: (M,) whether a picture had to be scaled even before the map.
    """
    if not len(ones):
        return np.empty(0, np.float32)
    moved = [alignment.laid_over(other, one) for other, one in zip(others, maps, strict=True)]
    inside = np.stack([where for _, where in moved])
    scaled = scaled | np.array([alignment.scales(one) for one in maps])
    compared = inside * margins.within(ones) * moved_masks(margins.within(others), maps)
    scores = likeness.likeness(ones, np.stack([over for over, _ in moved]), compared, scaled, NEARLY)
    return np.where(inside.mean(axis=(1, 2)) > alignment.LEAST_OVERLAP, scores, -1).astype(np.float32)


def moved_masks(masks: looks.Floats, maps: Maps) -> looks.Floats:
    """Return masks (M, 32, 32) as maps put them over the first pictures, but those that leave nothing out."""
    moved = np.ones_like(masks)
    for row in np.flatnonzero((masks == 0).any(axis=(1, 2))):
        moved[row] = alignment.laid_over(masks[row], maps[row])[0] > 0.99
    return moved
