"""Two variants on the same images: difference, interval and p-value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from lineup.judgement.statistics.components import (
    Components,
    FloatArray,
    counted_groups,
    difference_components,
    group_index,
    image_covariance,
    variant_components,
)
from lineup.judgement.statistics.folded import Folded
from lineup.judgement.statistics.generalised import half_widths, image_inflation, p_values


@dataclass(frozen=True)
class PairedDifference:
    """Accuracy of `first` minus that of `second`, in shares of 1, on the same images; the pair alone."""

    first: str
    second: str
    difference: float
    low: float
    high: float
    p_value: float


def holm(p: ArrayLike) -> FloatArray:
    """Corrected p-values in the order given, at most 1: Holm (1979), jstor.org/stable/4615733."""
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(1.0, stepped)
    return corrected


def _careful(parts: Components, groups: float) -> Components:
    """Add one group of average size won by each side (Bonett & Price 2012, doi:10.3102/1076998611411915).

    This keeps the p-value near the exact one where few images tell two variants apart.
    """
    return replace(parts, image=(parts.image + 2 / groups**2) * image_inflation(groups))


def pair_components(
    correct: Sequence[ArrayLike],
    groups: ArrayLike | None = None,
    folded: Folded | None = None,
) -> tuple[list[float], list[Components]]:
    """Differences of means, first less second, and their components; pairs (0, 1), (0, 2), ..., (1, 2), ...

    `correct` holds (S, n) of 0 and 1 for each variant. One group alone makes the image variance infinite.
    """
    values = [np.atleast_2d(np.asarray(value, dtype=np.float64)) for value in correct]
    count = counted_groups(group_index(groups, values[0].shape[1]))
    covariance = image_covariance(np.concatenate(values), groups)
    stops = np.cumsum([len(value) for value in values])
    blocks = [slice(stop - len(value), stop) for stop, value in zip(stops, values, strict=True)]
    means = [value.mean(axis=1) for value in values]
    own = [variant_components(mean, covariance[b, b]) for mean, b in zip(means, blocks, strict=True)]
    differences, parts = [], []
    for a, b in combinations(range(len(values)), 2):
        shared = float(covariance[blocks[a], blocks[b]].mean())
        differences.append(float(means[a].mean() - means[b].mean()))
        part = difference_components(own[a], own[b], shared)
        parts.append(_careful(folded.of_difference(part) if folded else part, count))
    return differences, parts


def compare_pairs(
    correct: Mapping[str, ArrayLike],
    groups: ArrayLike | None = None,
    folded: Folded | None = None,
) -> list[PairedDifference]:
    """All pairs of variants, in their order; correct: name to (S, n) of 0 and 1, on the same n images.

    groups: (n,) or None. Seeds of different variants are independent, not paired. With one group nothing can
    be told: differences come with -1 to 1 and p = 1. folded: where each image was tested in a fold.
    """
    differences, parts = pair_components(list(correct.values()), groups, folded)
    p, half = p_values(differences, parts), half_widths(parts)
    return [
        PairedDifference(
            first=first,
            second=second,
            difference=difference,
            low=max(-1.0, difference - float(half[k])),
            high=min(1.0, difference + float(half[k])),
            p_value=float(p[k]),
        )
        for k, ((first, second), difference) in enumerate(
            zip(combinations(correct, 2), differences, strict=True)
        )
    ]
