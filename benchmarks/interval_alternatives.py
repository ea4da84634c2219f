"""Intervals that were tried and not taken; simulate_intervals.py prints their coverage beside ours."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lineup.judgement.statistics.components import image_covariance, variant_components

Interval = tuple[float, float]


def satterthwaite(correct: NDArray[np.bool_], subtract: bool = True) -> Interval:
    """Student's t with Satterthwaite's degrees of freedom; `subtract`: image noise out of the seed spread."""
    means, images = correct.mean(axis=1), correct.shape[1]
    parts = variant_components(means, image_covariance(correct))
    seed = parts.seed if subtract else parts.seed_square * parts.seed_weight
    raw = parts.seed_square * parts.seed_weight if seed > 0 else 0.0
    total = parts.image + seed
    degrees = total**2 / (raw**2 / parts.seed_df + parts.image**2 / (images - 1))
    half = float(special.stdtrit(degrees, 0.975) * np.sqrt(total))
    return float(means.mean()) - half, float(means.mean()) + half


def fixed_degrees(correct: NDArray[np.bool_]) -> Interval:
    """Student's t with S - 1 degrees of freedom on the whole variance."""
    means = correct.mean(axis=1)
    parts = variant_components(means, image_covariance(correct))
    half = float(special.stdtrit(parts.seed_df, 0.975) * np.sqrt(parts.total))
    return float(means.mean()) - half, float(means.mean()) + half


def _variance(
    means: NDArray[np.float64], products: NDArray[np.float64], counts: NDArray[np.int64], images: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and its variance of each resample: means (R, S), products (R, S, S), counts of seeds (R, S)."""
    seeds = means.shape[1]
    weight = counts / seeds
    mean = (means * weight).sum(axis=1)
    square = ((means - mean[:, None]) ** 2 * counts).sum(axis=1) / (seeds - 1)
    covariance = (products - means[:, :, None] * means[:, None, :]) / (images - 1)
    image = np.einsum("rst,rs,rt->r", covariance, weight, weight)
    diagonal = np.einsum("rss,rs->r", covariance, weight)
    cell = np.maximum(0.0, diagonal - (image - diagonal / seeds) * seeds / (seeds - 1))
    return mean, image + np.maximum(0.0, square - cell) / seeds


def pigeonhole(correct: NDArray[np.bool_], seed: int, resamples: int = 400) -> tuple[Interval, Interval]:
    """Percentile interval and bootstrap-t interval when images and seeds are both resampled (Owen 2007)."""
    seeds, images = correct.shape
    values = correct.astype(np.float64)
    generator = np.random.default_rng(seed)
    draws = np.stack(
        [np.bincount(generator.integers(0, images, images), minlength=images) for _ in range(resamples)]
    ).astype(np.float64)
    pairs = (values[:, None, :] * values[None, :, :]).reshape(seeds * seeds, images)
    products = (draws @ pairs.T / images).reshape(resamples, seeds, seeds)
    counts = np.random.default_rng(seed + 1).multinomial(seeds, np.full(seeds, 1 / seeds), size=resamples)
    mean, variance = _variance(np.einsum("rss->rs", products), products, counts, images)
    whole = (values @ values.T / images)[None]
    centre, spread = _variance(values.mean(axis=1)[None], whole, np.ones((1, seeds), dtype=np.int64), images)
    low, high = np.quantile(mean, [0.025, 0.975])
    studentised = (mean - centre) / np.sqrt(np.maximum(variance, 1e-12))
    below, above = np.quantile(studentised, [0.025, 0.975]) * np.sqrt(spread[0])
    return (float(low), float(high)), (float(centre[0] - above), float(centre[0] - below))
