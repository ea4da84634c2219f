"""Which pairs are worth a strict look: the nearest by colour thumbnails whose fine structure agrees.

Thumbnails lose their mean and their contrast, so brightness does not matter; principal components, somewhat
evened out, keep what tells the set's pictures apart.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import looks, passes, structure

DIMENSIONS = 48
EVENED = 0.25  # components are divided by their variance to this power
SAMPLE = 20_000  # thumbnails that the components are fitted on
LARGE = 10_000  # rows, from which on only the lists nearest to a query are looked through
LISTS = 4  # times the square root of the rows
ENOUGH_LISTS, LONG = 2000, 500  # more cost each query more than they save, unless these would hold more rows
TRAINED, ROUNDS = 40, 8  # vectors for each list; of k-means
VECTORS = 7000  # that a query is compared with at least, in the lists nearest to it
BLOCK = 8192  # rows at a time
PROMISING = 0.50  # LOG.md says what is lost

Rows = NDArray[np.int64]


class Question(NamedTuple):
    """Which neighbours are asked for: of which view, how many, after how many, how thoroughly.

    effort: share of VECTORS; agreement: correlation of the fine structure that a strict look is worth.
    """

    view: int
    neighbours: int
    skip: int = 0
    effort: float = 1
    agreement: float = PROMISING


class Search:
    """The nearest among some rows of a set, whose thumbnails lie on a sphere fitted on the set's own."""

    def __init__(self, images: looks.Pixels, fine: looks.Structures, references: Rows) -> None:
        faiss.omp_set_num_threads(passes.THREADS)
        self.images, self.fine, self.references = images, fine, references
        sample = np.random.default_rng(0).permutation(references)[:SAMPLE]
        self.mean, self.base = components(self.of_planes(np.sort(sample), looks.thumbnails))
        self.index = self.index_for(len(references))

    def points(self, colours: looks.Floats, view: int) -> looks.Floats:
        """Return where views of planes (M, 32, 3 * 32) lie: float32 (M, 48)."""
        found = levelled(looks.thumbnails(colours, view)) @ self.base - self.mean @ self.base
        return np.asarray(found / (np.linalg.norm(found, axis=1, keepdims=True) + 1e-6), np.float32)

    def points_of(self, rows: Rows) -> looks.Floats:
        """Return where pictures of the set lie as they are: float32 (M, 48)."""
        return self.of_planes(rows, lambda colours: self.points(colours, looks.AS_IT_IS))

    def of_planes(self, rows: Rows, make: Callable[[looks.Floats], looks.Floats]) -> looks.Floats:
        """Return what is made of planes of those rows, in blocks so as to need little memory."""

        def work(block: Rows) -> looks.Floats:
            return make(looks.planes(looks.small(self.images, block)))

        return np.concatenate(list(passes.over(self.images, looks.blocks(rows), work)))

    def index_for(self, n: int) -> faiss.Index:
        """Return an index of the references: exact for a small set."""
        index: faiss.Index = faiss.IndexFlatIP(self.base.shape[1])
        if n >= LARGE:
            lists = min(LISTS * int(np.sqrt(n)), max(ENOUGH_LISTS, n // LONG))
            half = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            index = faiss.IndexIVFScalarQuantizer(index, self.base.shape[1], lists, *half)
            index.cp.niter, index.cp.min_points_per_centroid = ROUNDS, 1
            sample = np.random.default_rng(0).permutation(self.references)[: TRAINED * lists]
            index.train(self.points_of(np.sort(sample)))
        for start in range(0, n, BLOCK):
            index.add(self.points_of(self.references[start : start + BLOCK]))
        return index

    def nearest(self, points: looks.Floats, question: Question, among: faiss.IDSelector | None) -> Rows:
        """Return (M, K) the rows nearest to points, of those that `among` takes; -1 for none."""
        wanted = min(question.neighbours + question.skip + 1, len(self.references))
        how = faiss.SearchParameters()
        if isinstance(self.index, faiss.IndexIVF):
            how = faiss.SearchParametersIVF()
            share = question.effort * VECTORS / len(self.references)
            how.nprobe = int(np.ceil(self.index.nlist * share))
        how.sel = among
        found = self.index.search(points, wanted, params=how)[1][:, question.skip :]
        return np.where(found >= 0, self.references[found], -1)

    def promising(
        self, rows: Rows, questions: tuple[Question, ...], apart: NDArray[np.bool_] | None = None
    ) -> Rows:
        """Return pairs (M, 3), query, one near to it, view, whose fine structure agrees; each once.

        apart: bool (N,), pictures among which neighbours are asked for on their own, and among the others on
        their own; None: among all.
        """
        sets: tuple[faiss.IDSelector | None, ...] = (None,)
        if apart is not None:
            sets = tuple(selector(chosen[self.references]) for chosen in (apart, ~apart))
        work = partial(self.promising_of, questions=questions, sets=sets)
        found = passes.over(self.images, looks.blocks(rows), work)
        return np.concatenate([np.empty((0, 3), np.int64), *found])

    def promising_of(
        self, rows: Rows, questions: tuple[Question, ...], sets: tuple[faiss.IDSelector | None, ...]
    ) -> Rows:
        """Return the same of one block of rows, of neighbours in each of the sets."""
        pictures = looks.small(self.images, rows)
        greys, colours = looks.luminance(pictures), looks.planes(pictures)
        pairs = []
        for question in questions:
            points = self.points(colours, question.view)
            others = np.concatenate([self.nearest(points, question, among) for among in sets], axis=1)
            agreement = structure.agreement(looks.fine(greys, question.view), self.fine, others)
            good = (agreement >= question.agreement) & (others != rows[:, None]) & (others >= 0)
            query, place = np.nonzero(good)
            view = np.full(len(query), question.view)
            pairs.append(np.stack([rows[query], others[query, place], view], axis=1))
        return np.concatenate(pairs)


def selector(chosen: NDArray[np.bool_]) -> faiss.IDSelector:
    """Return what has an index look at the chosen of its vectors alone, bool (N,)."""
    bits = np.packbits(chosen, bitorder="little")
    return faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # typed as C++ takes it


def components(thumbnails: looks.Floats) -> tuple[looks.Floats, looks.Floats]:
    """Return the mean (300,) of thumbnails (M, 300), levelled, and the map (300, 48) to their components."""
    flat = levelled(thumbnails)
    mean = flat.mean(axis=0)
    variances, directions = np.linalg.eigh((flat - mean).T @ (flat - mean) / len(flat))
    keep = slice(-1, -1 - DIMENSIONS, -1)
    return mean, (directions[:, keep] / np.maximum(variances[keep], 1e-6) ** EVENED).astype(np.float32)


def levelled(thumbnails: looks.Floats) -> looks.Floats:
    """Return thumbnails (M, 300) without their mean brightness, of length 1."""
    flat = thumbnails - thumbnails.mean(axis=1, keepdims=True)
    return np.asarray(flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6), np.float32)
