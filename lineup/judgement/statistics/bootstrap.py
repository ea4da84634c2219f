"""Intervals for any figure (macro F1, calibration error, ...) by a bootstrap over groups of images.

Groups of near-duplicates are drawn as a whole, the same draw for all seeds, so that what images do to all
seeds at once is kept: the image side of Owen's pigeonhole bootstrap (2007), doi:10.1214/07-AOAS122. The seed
side is not drawn: three seeds have ten resamples, and such intervals cover too little. Its spread goes in as
the seed component of the generalised interval (generalised.py), which has an answer for few seeds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lineup.judgement.statistics.components import FloatArray, group_index, variant_components
from lineup.judgement.statistics.generalised import half_widths, image_inflation

Metric = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class BootstrapInterval:
    """Mean over seeds of a figure, its standard deviation over seeds (None with one), and an interval."""

    mean: float
    standard_deviation: float | None
    low: float
    high: float
    confidence: float
    seeds: int
    groups: int
    resamples: int
    includes_seed_spread: bool


def group_draws(index: NDArray[np.intp], resamples: int, seed: int) -> NDArray[np.int64]:
    """How often each image is drawn when groups are drawn with replacement: (resamples, n)."""
    count = int(index.max()) + 1
    generator = np.random.default_rng(seed)
    return np.stack(
        [np.bincount(generator.integers(0, count, count), minlength=count)[index] for _ in range(resamples)]
    )


def bootstrap_interval(
    metric: Metric,
    images: int,
    groups: ArrayLike | None = None,
    confidence: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> BootstrapInterval:
    """Interval for the mean over seeds of `metric`: image weights (n,) in, one value per seed (S,) out."""
    index = group_index(groups, images)
    count = int(index.max()) + 1
    values = np.asarray(metric(np.ones(images)), dtype=np.float64)
    mean, seeds = float(values.mean()), len(values)
    low, high = bounds
    if count > 1:
        draws = group_draws(index, resamples, seed)
        resampled = np.array([metric(draw.astype(np.float64)) for draw in draws])
        covariance = np.atleast_2d(np.cov(resampled, rowvar=False)) * count / (count - 1)
        parts = variant_components(values, covariance)
        parts = replace(parts, image=parts.image * image_inflation(count, confidence))
        half = float(half_widths([parts], confidence)[0])
        low, high = max(low, mean - half), min(high, mean + half)
    return BootstrapInterval(
        mean=mean,
        standard_deviation=float(values.std(ddof=1)) if seeds > 1 else None,
        low=low,
        high=high,
        confidence=confidence,
        seeds=seeds,
        groups=count,
        resamples=resamples,
        includes_seed_spread=seeds > 1,
    )


def macro_f1(labels: ArrayLike, predicted: ArrayLike, classes: int) -> Metric:
    """Macro F1 of S seeds under image weights: labels (n,), predicted (S, n), both class ids.

    Classes that are neither present nor predicted are left out.
    """
    truth, guesses = np.asarray(labels), np.atleast_2d(np.asarray(predicted))

    def metric(weights: FloatArray) -> FloatArray:
        support = np.bincount(truth, weights, classes)
        scores = []
        for guess in guesses:
            hits = np.bincount(truth, weights * (guess == truth), classes)
            both = support + np.bincount(guess, weights, classes)
            scores.append(np.mean(2 * hits[both > 0] / both[both > 0]))
        return np.array(scores)

    return metric
