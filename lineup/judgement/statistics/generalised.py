"""Tests and intervals for a mean whose variance is a part known well (images) plus one known badly (seeds).

With S seeds the seed part has S - 1 degrees of freedom only. The generalised p-value of Tsui & Weerahandi
(1989), doi:10.1080/01621459.1989.10478810, averages the normal p-value over all seed variances that the
observed one is compatible with: observed square times f over a chi-square with f degrees of freedom, less the
image noise in it. Without the image part it is exactly Student's t test, without the seed part exactly the
normal test. Intervals: Weerahandi (1993), doi:10.1080/01621459.1993.10476355. Satterthwaite's degrees of
freedom and bootstraps were tried and cover less: benchmarks/simulate_intervals.py.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy import special

from lineup.judgement.statistics.components import Components, FloatArray

CONFIDENCE = 0.95  # of intervals
NODES = 48  # Gauss-Legendre nodes over the chi distribution; p-values agree with Student's t to 1e-6
NEWTON_STEPS = 100
TINY = 1e-150  # stands for a deviation of zero, its inverse for one without bound


@cache
def _chi_square_nodes(degrees: int) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights (NODES,) for expectations over a chi-square variable; weights sum to 1."""
    if degrees == 0:
        return np.ones(1), np.ones(1)
    node, weight = np.polynomial.legendre.leggauss(NODES)
    lowest, highest = np.sqrt(special.chdtri(degrees, 1 - 1e-12)), np.sqrt(special.chdtri(degrees, 1e-14))
    chi = lowest + (node + 1) / 2 * (highest - lowest)
    weight = weight * np.exp((degrees - 1) * np.log(chi) - chi**2 / 2)
    return chi**2, weight / weight.sum()


def _plausible_deviations(parts: Sequence[Components]) -> tuple[FloatArray, FloatArray]:
    """Standard deviations of the mean (len(parts), K) and their weights (len(parts), K)."""
    deviations, weights = np.ones((len(parts), NODES)), np.zeros((len(parts), NODES))
    for row, part in enumerate(parts):
        chi_square, weight = _chi_square_nodes(part.seed_df)
        seed = np.maximum(0.0, part.seed_square * part.seed_df / chi_square - part.cell) * part.seed_weight
        deviations[row, : len(weight)] = np.sqrt(part.image + seed)
        weights[row, : len(weight)] = weight
    return np.clip(deviations, TINY, 1 / TINY), weights


def _tail(distance: FloatArray, deviations: FloatArray, weights: FloatArray) -> FloatArray:
    return np.asarray(np.sum(2 * special.ndtr(-distance[:, None] / deviations) * weights, axis=1))


def p_values(differences: Sequence[float], parts: Sequence[Components]) -> FloatArray:
    """Two-sided p-values of the hypotheses that the means are zero; one for each of `parts`."""
    deviations, weights = _plausible_deviations(parts)
    distance = np.abs(np.asarray(differences, dtype=np.float64))
    return np.minimum(1.0, _tail(distance, deviations, weights))


def half_widths(parts: Sequence[Components]) -> FloatArray:
    """Half the widths of two-sided intervals: exactly where the p-value passes 1 - CONFIDENCE.

    Newton's method from below: the p-value falls and is convex in the distance, so that no step goes too far.
    """
    deviations, weights = _plausible_deviations(parts)
    half = np.where(weights > 0, deviations, np.inf).min(axis=1) * special.ndtri((1 + CONFIDENCE) / 2)
    for _ in range(NEWTON_STEPS):
        slope = np.sum(np.exp(-((half[:, None] / deviations) ** 2) / 2) / deviations * weights, axis=1)
        step = (_tail(half, deviations, weights) - (1 - CONFIDENCE)) / (slope * np.sqrt(2 / np.pi))
        half = half + np.maximum(step, 0.0)
        if np.all(step <= 1e-9 * half):
            break
    return np.asarray(half)


def image_inflation(groups: float) -> float:
    """Factor on an image variance estimated from few groups: (Student's t / normal quantile) squared."""
    if groups < 2:
        return np.inf
    upper = (1 + CONFIDENCE) / 2
    return float((special.stdtrit(groups - 1, upper) / special.ndtri(upper)) ** 2)
