"""Where the uncertainty of an accuracy comes from: which images were drawn, and which training seeds.

A seed's accuracy varies because of its training (seed spread), because of the images that were drawn (shared
by all seeds and all variants), and because of chance within one seed and image. Seeds and images are crossed:
every seed answers every image. Owen (2007), "The pigeonhole bootstrap", doi:10.1214/07-AOAS122; method of
moments for crossed random effects as in Searle, Casella & McCulloch (1992), "Variance Components", chapter 4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Components:
    """Parts of the variance of one mean over seeds (or of a difference of two such means).

    `image` is the variance due to the drawn images, the noise within seeds and images included. `seed_square`
    is the variance between seed means as observed, on `seed_df` degrees of freedom; it contains `cell`, the
    part that image noise puts into it. `seed_weight` is 1/S, or 1/S1 + 1/S2 for a difference.
    """

    image: float
    seed_square: float
    cell: float
    seed_df: int
    seed_weight: float

    @property
    def seed(self) -> float:
        """Variance of the mean that is due to the seeds; never negative."""
        return max(0.0, self.seed_square - self.cell) * self.seed_weight

    @property
    def total(self) -> float:
        return self.image + self.seed


def group_index(groups: ArrayLike | None, images: int) -> NDArray[np.intp]:
    """Number the groups 0, 1, ...; shape (images,). None: each image is a group of its own."""
    if groups is None:
        return np.arange(images)
    return np.asarray(np.unique(np.asarray(groups), return_inverse=True)[1], dtype=np.intp).reshape(-1)


def group_sums(values: FloatArray, index: NDArray[np.intp]) -> FloatArray:
    """Sum values (..., n images) within groups: (..., G), groups in the order of their number."""
    if index[-1] == len(index) - 1 and np.array_equal(index, np.arange(len(index))):
        return values
    order = np.argsort(index, kind="stable")
    starts = np.flatnonzero(np.diff(index[order], prepend=-1))
    return np.asarray(np.add.reduceat(values[..., order], starts, axis=-1))


def equal_groups(index: NDArray[np.intp]) -> float:
    """Return how many groups of one size vary as much as these, n^2 / sum(n_g^2); at least 2.

    Kish (1965, "Survey Sampling", section 5.4).
    """
    sizes = np.bincount(index)
    return max(2.0, len(index) ** 2 / float(sizes @ sizes))


def counted_groups(index: NDArray[np.intp]) -> float:
    """Return as how many groups these count: a geometric mean of how many there are and of `equal_groups`.

    The latter counts twice: the first alone lets intervals miss the truth, it alone makes them too wide
    (LOG.md).
    """
    return float(np.cbrt((index.max() + 1) * equal_groups(index) ** 2))


def image_covariance(correct: ArrayLike, groups: ArrayLike | None = None) -> FloatArray:
    """Covariance, over draws of images, of the accuracies of R trainings on the same n images: (R, R).

    `correct` is (R, n), `groups` (n,). Groups are drawn as a whole: this is the cluster-robust sandwich of a
    mean, with the factor G / (G - 1): Liang & Zeger (1986), doi:10.1093/biomet/73.1.13. Zero for one group.
    """
    values = np.atleast_2d(np.asarray(correct, dtype=np.float64))
    images = values.shape[1]
    index = group_index(groups, images)
    residuals = group_sums(values - values.mean(axis=1, keepdims=True), index)
    count = residuals.shape[1]
    if count == 1:
        return np.zeros((len(values), len(values)))
    return np.asarray(residuals @ residuals.T * (count / (count - 1) / images**2))


def variant_components(means: FloatArray, covariance: FloatArray) -> Components:
    """Components of the mean of S seeds, from their means (S,) and the images' covariance of these (S, S)."""
    seeds = len(means)
    image = float(covariance.mean())
    if seeds == 1:
        return Components(image=image, seed_square=0.0, cell=0.0, seed_df=0, seed_weight=1.0)
    diagonal = float(np.trace(covariance)) / seeds
    # mean off the diagonal: what the images do to all seeds
    shared = (image * seeds - diagonal) / (seeds - 1)
    return Components(
        image=image,
        seed_square=float(np.var(means, ddof=1)),
        cell=max(0.0, diagonal - shared),
        seed_df=seeds - 1,
        seed_weight=1 / seeds,
    )


def difference_components(first: Components, second: Components, shared: float) -> Components:
    """Components of the difference of two variants' means; `shared` is the images' covariance of the two.

    Seeds are independent between variants, and their spread is pooled, so that 2 (S - 1) degrees of freedom
    are left to estimate it. A variant with one seed borrows the other's spread.
    """
    degrees = first.seed_df + second.seed_df
    parts = (first, second)
    return Components(
        image=max(0.0, first.image + second.image - 2 * shared),
        seed_square=sum(part.seed_square * part.seed_df for part in parts) / max(degrees, 1),
        cell=sum(part.cell * part.seed_df for part in parts) / max(degrees, 1),
        seed_df=degrees,
        seed_weight=first.seed_weight + second.seed_weight,
    )
