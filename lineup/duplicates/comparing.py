"""A strict look at pairs of pictures, dearest part last: fine structure, alignment, likeness."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import alignment, likeness, looks, threads

PROMISING = 0.52  # correlation of the fine structure; LOG.md says what is lost
CHUNK = 256  # pairs at a time

Pairs = NDArray[np.int64]  # (M, 3): two rows and how the first is turned
Scores = NDArray[np.float32]


def promising(images: looks.Pixels, fine: NDArray[np.int8], pairs: Pairs) -> Pairs:
    """Return the pairs whose fine structure agrees, be it shifted."""
    return pairs[in_chunks(pairs, lambda chunk: look_coarsely(images, fine, chunk)) >= PROMISING]


def look_coarsely(images: looks.Pixels, fine: NDArray[np.int8], pairs: Pairs) -> Scores:
    """Return the best correlation of each pair's fine structure."""
    ones = fine[pairs[:, 0]]
    for kind in np.unique(pairs[:, 2]):
        where = np.flatnonzero(pairs[:, 2] == kind)
        if kind == looks.ZOOMED:
            rows, inverse = np.unique(pairs[where, 0], return_inverse=True)
            zoomed = [looks.fine(one) for one in looks.turned(images, rows.tolist(), [kind] * len(rows))]
            ones[where] = np.stack(zoomed)[inverse]
        else:
            ones[where] = looks.flip(ones[where], kind)
    return likeness.coarse(ones, fine[pairs[:, 1]])


def aligned(images: looks.Pixels, pairs: Pairs) -> Scores:
    """Return how alike each pair is once laid over each other; -1 where it cannot be."""
    return in_chunks(pairs, lambda chunk: look(images, chunk, align=True))


def unmoved(images: looks.Pixels, pairs: Pairs) -> Scores:
    """Return how alike each pair is, pixel over pixel."""
    return in_chunks(pairs, lambda chunk: look(images, chunk, align=False))


def look(images: looks.Pixels, pairs: Pairs, align: bool) -> Scores:
    """Return the likeness of each pair of one chunk."""
    ones = looks.turned(images, pairs[:, 0].tolist(), pairs[:, 2].tolist())
    others = looks.turned(images, pairs[:, 1].tolist(), [looks.AS_IT_IS] * len(pairs))
    scores = np.full(len(pairs), -1, np.float32)
    kept, warped, inside, scaled = [], [], [], []
    for number, (one, other) in enumerate(zip(ones, others, strict=True)):
        found = alignment.SAME
        if align:
            map_found = alignment.affine(looks.luminance(one), looks.luminance(other))
            if map_found is None:
                continue
            found = map_found
        over, where = alignment.laid_over(other, found)
        if where.mean() > alignment.LEAST_OVERLAP:
            kept.append(number)
            warped.append(over)
            inside.append(where)
            scaled.append(pairs[number, 2] == looks.ZOOMED or alignment.scales(found))
    if kept:
        scores[kept] = likeness.likeness(
            ones[kept].astype(np.float32), np.stack(warped), np.stack(inside), np.array(scaled)
        )
    return scores


def in_chunks(pairs: Pairs, work: Callable[[Pairs], Scores]) -> Scores:
    """Return what `work` says of each chunk of pairs, in several threads."""
    if not len(pairs):
        return np.empty(0, np.float32)
    chunks = [pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK)]
    with ThreadPoolExecutor(threads.COUNT) as pool:
        return np.concatenate(list(pool.map(work, chunks)))
