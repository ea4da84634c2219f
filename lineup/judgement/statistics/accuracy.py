"""The mean accuracy of one variant with an interval over images, groups of near-duplicates and seeds."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from lineup.judgement.statistics.components import (
    counted_groups,
    equal_groups,
    group_index,
    image_covariance,
    variant_components,
)
from lineup.judgement.statistics.folded import Folded
from lineup.judgement.statistics.generalised import CONFIDENCE, half_widths, image_inflation


@dataclass(frozen=True)
class AccuracyInterval:
    """Accuracy of a recipe on so many images, as shares of 1; with one seed, of that training alone."""

    mean: float
    low: float
    high: float
    images: int


def wilson(mean: float, effective_size: float, quantile: float) -> tuple[float, float]:
    """Wilson's score interval of a share, for any effective sample size and any quantile.

    Wilson (1927), doi:10.1080/01621459.1927.10502953; with an effective size for clustered data:
    Franco, Little, Louis & Slud (2019), doi:10.1093/jssam/smy019.
    """
    shrink = quantile**2 / effective_size
    centre = mean + shrink / 2
    half = quantile * np.sqrt(mean * (1 - mean) / effective_size + shrink / effective_size / 4)
    return max(0.0, float((centre - half) / (1 + shrink))), min(1.0, float((centre + half) / (1 + shrink)))


def jeffreys(mean: float, effective_size: float) -> tuple[float, float]:
    """Jeffreys's interval of a share: Brown, Cai & DasGupta (2001), doi:10.1214/ss/1009213286."""
    right, wrong = mean * effective_size + 0.5, (1 - mean) * effective_size + 0.5
    low, high = betaincinv(right, wrong, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def accuracy_interval(
    correct: ArrayLike,
    groups: ArrayLike | None = None,
    folded: Folded | None = None,
) -> AccuracyInterval:
    """Interval for the accuracy of one recipe; correct (S, n) of 0 and 1, groups (n,) or None.

    folded: where each image was tested in a fold (then a mean over repeats may stand for 0 and 1).

    The truth that it aims at is the expected accuracy over training seeds and over images of the population.
    One group alone tells nothing of other images: the interval is then 0 to 1.

    One right and one wrong group of average size are added to the image variance and to the variance of a
    single group, so that the effective size follows the number of groups as errors (or hits) become rare:
    the idea of Agresti & Coull (1998), doi:10.1080/00031305.1998.10480550. With several seeds the first is
    doubled: where errors are rare, the seeds' spread cannot be seen either. With one seed, groups of unequal
    sizes count as the fewer of one size that vary as much, with several as `counted_groups`. With one seed
    Wilson's interval is too short near 0 and 1, so that of Jeffreys is held too.
    """
    values = np.atleast_2d(np.asarray(correct, dtype=np.float64))
    seeds, images = values.shape
    means, index = values.mean(axis=1), group_index(groups, images)
    mean, low, high = float(means.mean()), 0.0, 1.0
    if index.max() > 0:
        count = counted_groups(index) if seeds > 1 else equal_groups(index)
        parts = variant_components(means, image_covariance(values, groups))
        parts = folded.of_mean(parts) if folded else parts
        rare = (mean**2 + (1 - mean) ** 2) / count**2 * (2 if seeds > 1 else 1)
        safe = replace(parts, image=(parts.image + rare) * image_inflation(count))
        quantile = float(half_widths([safe])[0] / np.sqrt(safe.total))
        size = (mean * (1 - mean) + 1 / count) / safe.total
        low, high = wilson(mean, size, quantile)
        if seeds == 1:
            rare_low, rare_high = jeffreys(mean, size)
            low, high = min(low, rare_low), max(high, rare_high)
    return AccuracyInterval(mean=mean, low=min(low, mean), high=max(high, mean), images=images)
