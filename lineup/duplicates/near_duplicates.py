"""Finds pictures that are one shot: cropped, mirrored, resized, recompressed, brightened, captioned copies.

Wide candidates first (`candidates`), then a strict look at each pair (`comparing`), with a line that the set
itself sets (`control`). One default for every set.
"""

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import candidates, comparing, looks
from lineup.duplicates.control import Control, measure

KINDS = ((looks.AS_IT_IS, 16), (looks.MIRRORED, 6), (looks.ZOOMED, 12))  # how many neighbours of each
UNMOVED_KINDS = ((looks.AS_IT_IS, 4),)  # the same pixel over pixel is nearest
ALMOST = 0.9999  # likeness of what is not the same in every pixel
BELOW = 0.1  # of likeness under the line: pairs to be judged by a person


@dataclass(frozen=True)
class Found:
    """Pairs (M, 2) of rows i < j, sorted; their likeness, above the line, 1 for the same pixels; the control.

    The same pixels are linked to the first picture of them alone, and only that first one is paired with
    others: a thousand black frames give 999 pairs, not half a million. `lineup.duplicates.pairs` knows that.
    below, below_scores: the same of pairs that are a little less alike, which count as different.
    """

    pairs: NDArray[np.int64]
    scores: NDArray[np.float64]
    control: Control
    below: NDArray[np.int64]
    below_scores: NDArray[np.float64]


def find(images: looks.Pixels, test: NDArray[np.bool_] | None = None) -> Found:
    """Return the near-duplicates among uint8 (N, height, width, 3).

    `test`: bool (N,), pictures that the source set aside. They are also looked up among the others alone, so
    that no crowd of copies within the test set hides the one in training.
    """
    cv2.setNumThreads(1)  # each picture is small: the threads are those of `threads`
    origin = first_of_same(images)
    rows = np.arange(len(images))
    copies = rows[origin != rows]
    distinct = rows[origin == rows]
    kept = looks.read(images)
    space = candidates.Space(kept.thumbnails)
    search = candidates.Search(space, distinct)
    control = measure(images, kept, search)
    searches = [(search, distinct)]
    if test is not None and test.any() and not test.all():
        searches.append((candidates.Search(space, distinct[~test[distinct]]), distinct[test[distinct]]))
    pairs = promising(images, kept, searches, KINDS if control.aligned else UNMOVED_KINDS)
    scores = (comparing.aligned if control.aligned else comparing.unmoved)(images, pairs)
    best, likeness = best_of_each(pairs[:, :2], np.minimum(scores, ALMOST))
    near, less = likeness >= control.line, likeness >= control.line - BELOW
    below = best[less & ~near], likeness[less & ~near]
    best, likeness = best[near], likeness[near]
    same = np.stack([origin[copies], copies], axis=1)
    found = np.concatenate([same, best])
    likeness = np.concatenate([np.ones(len(same)), likeness])
    order = np.lexsort((found[:, 1], found[:, 0]))
    return Found(found[order], likeness[order], control, *below)


def first_of_same(images: looks.Pixels) -> NDArray[np.int64]:
    """Return for each picture the first row with the same pixels."""
    digests = [hashlib.blake2b(image.tobytes(), digest_size=16).digest() for image in images]
    names = np.frombuffer(b"".join(digests), "V16")
    _, first, inverse = np.unique(names, return_index=True, return_inverse=True)
    return np.asarray(first[inverse.reshape(-1)], np.int64)


def promising(
    images: looks.Pixels,
    kept: looks.Looks,
    searches: list[tuple[candidates.Search, NDArray[np.int64]]],
    kinds: tuple[tuple[int, int], ...],
) -> NDArray[np.int64]:
    """Return the pairs (row, row, kind) worth a strict look, each once."""
    found = [np.empty((0, 3), np.int64)]
    for search, rows in searches:
        for kind, count in kinds:
            for pairs in search.nearest(rows, kind, count):
                if kind != looks.ZOOMED:  # whose first picture is the wider one
                    pairs = np.concatenate([np.sort(pairs[:, :2], axis=1), pairs[:, 2:]], axis=1)
                found.append(comparing.promising(images, kept.fine, np.unique(pairs, axis=0)))
    return np.unique(np.concatenate(found), axis=0)


def best_of_each(
    pairs: NDArray[np.int64], scores: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return each pair i < j once, with its highest score."""
    ordered = np.sort(pairs, axis=1)
    each, inverse = np.unique(ordered, axis=0, return_inverse=True)
    highest = np.zeros(len(each))
    np.maximum.at(highest, inverse.reshape(-1), scores)
    return each, highest
