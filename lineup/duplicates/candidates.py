"""Which pictures are worth a strict look: the nearest by colour thumbnails.

Thumbnails lose the mean of each colour and their contrast, so brightness does not matter; principal
components, somewhat evened out, keep what tells the set's pictures apart.
"""

from collections.abc import Iterator

import faiss
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import looks, threads

DIMENSIONS = 48
EVENED = 0.25  # components are divided by their variance to this power
SAMPLE = 20_000  # thumbnails that the components are fitted on
LARGE = 30_000  # rows, from which on only the lists nearest to a query are looked through
PROBES, THOROUGH = 20, 3_600_000  # of so many lists at least; of THOROUGH / rows where that is more
BLOCK = 8192  # queries at a time

Vectors = NDArray[np.float32]


class Space:
    """Thumbnails as points of a sphere, float32 (M, 48), fitted on a set's own."""

    def __init__(self, thumbnails: looks.Pixels) -> None:
        self.thumbnails = thumbnails
        random = np.random.default_rng(0)
        rows = np.sort(random.permutation(len(thumbnails))[:SAMPLE])
        flat = levelled(thumbnails[rows])
        self.mean = flat.mean(axis=0)
        variances, directions = np.linalg.eigh((flat - self.mean).T @ (flat - self.mean) / len(flat))
        keep = slice(-1, -1 - DIMENSIONS, -1)
        self.base = (directions[:, keep] / np.maximum(variances[keep], 1e-6) ** EVENED).astype(np.float32)

    def points(self, rows: NDArray[np.int64], kind: int = looks.AS_IT_IS) -> Vectors:
        """Return where the pictures of those rows lie, turned as `kind` says."""
        chosen = self.thumbnails[rows]
        if kind == looks.ZOOMED:
            chosen = np.stack([looks.resized(looks.turn(one, kind), looks.THUMBNAIL) for one in chosen])
        elif kind != looks.AS_IT_IS:
            chosen = looks.flip(chosen, kind)
        found = (levelled(chosen) - self.mean) @ self.base
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / (lengths + 1e-6), np.float32)


def levelled(thumbnails: looks.Pixels) -> Vectors:
    """Return uint8 (M, 10, 10, 3) without the mean of each colour, of length 1: float32 (M, 300)."""
    flat = thumbnails.reshape(len(thumbnails), -1, 3).astype(np.float32)
    flat = (flat - flat.mean(axis=1, keepdims=True)).reshape(len(thumbnails), -1)
    return np.asarray(flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6), np.float32)


class Search:
    """The nearest among some rows of a set."""

    def __init__(self, space: Space, references: NDArray[np.int64]) -> None:
        self.space, self.references = space, references
        self.index = index_for(space, references)

    def nearest(
        self, rows: NDArray[np.int64], kind: int, count: int, skip: int = 0
    ) -> Iterator[NDArray[np.int64]]:
        """Yield (M, 3) in blocks: query row, one of its `count` nearest after `skip`, kind; never itself."""
        wanted = min(count + skip + 1, len(self.references))
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            found = self.index.search(self.space.points(block, kind), wanted)[1][:, skip:]
            query = np.repeat(block, found.shape[1])
            other = np.where(found.ravel() >= 0, self.references[found.ravel()], query)
            keep = other != query
            yield np.stack([query[keep], other[keep], np.full(keep.sum(), kind)], axis=1)


def index_for(space: Space, references: NDArray[np.int64]) -> faiss.Index:
    """Return an index of those rows: exact for a small set."""
    faiss.omp_set_num_threads(threads.COUNT)
    n = len(references)
    index: faiss.Index = faiss.IndexFlatIP(space.base.shape[1])
    if n >= LARGE:
        lists = int(np.sqrt(n))
        index = faiss.IndexIVFFlat(index, space.base.shape[1], lists, faiss.METRIC_INNER_PRODUCT)
        index.nprobe = max(PROBES, THOROUGH // n)
        index.cp.niter = 8
        sample = np.random.default_rng(0).permutation(references)[: 40 * lists]
        index.train(space.points(np.sort(sample)))
    for start in range(0, n, BLOCK):
        index.add(space.points(references[start : start + BLOCK]))
    return index
