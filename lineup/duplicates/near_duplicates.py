"""Finds pictures that are one shot: cropped, mirrored, resized, recompressed, brightened, captioned copies.

Wide candidates first (`candidates`), then a strict look at each pair (`comparing`), with a line that the set
itself sets (`control`). One default for every set.
"""

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from lineup.duplicates import comparing, looks, passes
from lineup.duplicates.candidates import Question, Search
from lineup.duplicates.control import Control, farther, measure, settled, told_apart

QUESTIONS = (
    Question(looks.AS_IT_IS, 16),
    Question(looks.MIRRORED, 6),
    *(Question(view, 3, effort=0.15, agreement=0.53) for view in looks.IN_WINDOWS),
)
UNMOVED_QUESTIONS = (Question(looks.AS_IT_IS, 4),)  # the same pixel over pixel is nearest
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


def find(
    images: looks.Pixels, test: NDArray[np.bool_] | None = None, labels: NDArray[np.str_] | None = None
) -> Found:
    """Return the near-duplicates among uint8 (N, height, width, 3).

    `test`: bool (N,), pictures that the source set aside. They are looked up among each other and among the
    others on their own, so that no crowd of copies within the test set hides the one in training. `labels`:
    str (N,), classes, which copies have in common and look-alikes need not.
    """
    cv2.setNumThreads(1)  # each picture is small: the threads are those of `passes`
    with threadpool_limits(1, "blas"):
        origin = first_of_same(images)
        rows = np.arange(len(images))
        copies = rows[origin != rows]
        distinct = rows[origin == rows]
        fine = looks.read(images)
        search = Search(images, fine, distinct)
        control = measure(search)
        best, likeness = compared(search, test, control.aligned)
        if control.aligned:
            control = farther(search, best, likeness, control)
            control = settled(search, best, likeness, control, labels)
            if not control.aligned:
                best, likeness = compared(search, test, aligned=False)
        if not control.aligned:
            control = told_apart(search, best, likeness, control)
        near, less = likeness >= control.line, likeness >= control.line - BELOW
        below = best[less & ~near], likeness[less & ~near]
        best, likeness = best[near], likeness[near]
        same = np.stack([origin[copies], copies], axis=1)
        found = np.concatenate([same, best])
        likeness = np.concatenate([np.ones(len(same)), likeness])
        order = np.lexsort((found[:, 1], found[:, 0]))
        return Found(found[order], likeness[order], control, *below)


def compared(
    search: Search, test: NDArray[np.bool_] | None, aligned: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the pairs of a search worth a strict look, and their likeness; test as for `find`."""
    questions, rows = QUESTIONS if aligned else UNMOVED_QUESTIONS, search.references
    if test is None:
        pairs = search.promising(rows, questions)
    else:
        of_training = search.promising(rows[~test[rows]], questions)
        pairs = np.concatenate([of_training, search.promising(rows[test[rows]], questions, apart=test)])
    pairs = each_once(pairs)
    scores = comparing.compare(search.images, pairs, aligned)
    return best_of_each(pairs[:, :2], np.minimum(scores, ALMOST))


def first_of_same(images: looks.Pixels) -> NDArray[np.int64]:
    """Return for each picture the first row with the same pixels."""

    def work(rows: NDArray[np.int64]) -> bytes:
        return b"".join(hashlib.blake2b(images[row].tobytes(), digest_size=16).digest() for row in rows)

    digests = passes.over(images, looks.blocks(np.arange(len(images))), work)
    names = np.frombuffer(b"".join(digests), "V16")
    _, first, inverse = np.unique(names, return_index=True, return_inverse=True)
    return np.asarray(first[inverse.reshape(-1)], np.int64)


def each_once(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return pairs (M, 3) each once, those of whole pictures in order of their rows."""
    whole = pairs[:, 2] < looks.IN_WINDOWS.start
    pairs[whole, :2] = np.sort(pairs[whole, :2], axis=1)
    return np.unique(pairs, axis=0)


def best_of_each(
    pairs: NDArray[np.int64], scores: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return each pair i < j once, with its highest score."""
    ordered = np.sort(pairs, axis=1)
    each, inverse = np.unique(ordered, axis=0, return_inverse=True)
    highest = np.zeros(len(each))
    np.maximum.at(highest, inverse.reshape(-1), scores)
    return each, highest
