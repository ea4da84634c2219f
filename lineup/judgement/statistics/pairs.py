"""Two variants on the same images: difference, interval, p-value, and exact McNemar seed by seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lineup.judgement.statistics.components import (
    Components,
    FloatArray,
    difference_components,
    group_index,
    image_covariance,
    variant_components,
)
from lineup.judgement.statistics.generalised import half_widths, image_inflation, p_values
from lineup.judgement.statistics.holm import holm


@dataclass(frozen=True)
class PairedDifference:
    """Accuracy of `first` minus accuracy of `second`, in shares of 1, on the same images.

    The interval and `p_value` are those of the pair alone; `p_holm` is corrected for all pairs of the study.
    `mcnemar` holds the exact p-value of each pair of seeds (first with first, ...), as many as both have:
    these speak of two trainings on these images, not of two recipes.
    """

    first: str
    second: str
    difference: float
    low: float
    high: float
    p_value: float
    p_holm: float
    mcnemar: tuple[float, ...]


def mcnemar_exact(only_first: ArrayLike, only_second: ArrayLike) -> FloatArray:
    """Exact two-sided p-values from the numbers of images that only one of two trainings got right.

    Binomial test of one half on the discordant images; McNemar (1947), doi:10.1007/BF02295996.
    """
    smaller = np.minimum(only_first, only_second)
    total = np.asarray(only_first) + np.asarray(only_second)
    return np.asarray(np.minimum(1.0, 2 * special.bdtr(smaller, total, 0.5)))


def mcnemar_per_seed(first: ArrayLike, second: ArrayLike) -> tuple[float, ...]:
    """McNemar's exact p-value for each pair of seeds; first (S1, n) and second (S2, n) of 0 and 1."""
    one, two = np.atleast_2d(np.asarray(first, dtype=bool)), np.atleast_2d(np.asarray(second, dtype=bool))
    seeds = min(len(one), len(two))
    one, two = one[:seeds], two[:seeds]
    return tuple(mcnemar_exact((one & ~two).sum(axis=1), (two & ~one).sum(axis=1)).tolist())


def _careful(parts: Components, groups: int, confidence: float) -> Components:
    """Add one group of average size won by each side (Bonett & Price 2012, doi:10.3102/1076998611411915).

    This keeps the p-value near the exact one where few images tell two variants apart.
    """
    return replace(parts, image=(parts.image + 2 / groups**2) * image_inflation(groups, confidence))


def pair_components(
    correct: Sequence[ArrayLike], groups: ArrayLike | None = None, confidence: float = 0.95
) -> tuple[list[float], list[Components]]:
    """Differences of means, first less second, and their components; pairs (0, 1), (0, 2), ..., (1, 2), ...

    `correct` holds (S, n) of 0 and 1 for each variant. One group alone makes the image variance infinite.
    """
    values = [np.atleast_2d(np.asarray(value, dtype=np.float64)) for value in correct]
    count = int(group_index(groups, values[0].shape[1]).max()) + 1
    covariance = image_covariance(np.concatenate(values), groups)
    stops = np.cumsum([len(value) for value in values])
    blocks = [slice(stop - len(value), stop) for stop, value in zip(stops, values, strict=True)]
    means = [value.mean(axis=1) for value in values]
    own = [variant_components(mean, covariance[b, b]) for mean, b in zip(means, blocks, strict=True)]
    differences, parts = [], []
    for a, b in combinations(range(len(values)), 2):
        shared = float(covariance[blocks[a], blocks[b]].mean())
        differences.append(float(means[a].mean() - means[b].mean()))
        parts.append(_careful(difference_components(own[a], own[b], shared), count, confidence))
    return differences, parts


def compare_pairs(
    correct: Mapping[str, ArrayLike],
    groups: ArrayLike | None = None,
    confidence: float = 0.95,
    names: Sequence[str] | None = None,
) -> tuple[PairedDifference, ...]:
    """All pairs of variants; correct: name to (S, n) of 0 and 1, on the same n images; groups (n,) or None.

    `names` orders the pairs (first before second); by default as in `correct`. Seeds of different variants
    are independent, not paired. With one group nothing can be told: differences come with -1 to 1 and p = 1.
    """
    names = list(correct) if names is None else list(names)
    if len(names) < 2:
        return ()
    differences, parts = pair_components([correct[name] for name in names], groups, confidence)
    p, half = p_values(differences, parts), half_widths(parts, confidence)
    corrected = holm(p)
    return tuple(
        PairedDifference(
            first=first,
            second=second,
            difference=differences[k],
            low=max(-1.0, differences[k] - float(half[k])),
            high=min(1.0, differences[k] + float(half[k])),
            p_value=float(p[k]),
            p_holm=float(corrected[k]),
            mcnemar=mcnemar_per_seed(correct[first], correct[second]),
        )
        for k, (first, second) in enumerate(combinations(names, 2))
    )
