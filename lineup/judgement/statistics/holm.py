"""Holm's correction of p-values for their number."""

import numpy as np
from numpy.typing import ArrayLike

from lineup.judgement.statistics.components import FloatArray


def holm(p: ArrayLike) -> FloatArray:
    """Corrected p-values in the order given, at most 1: Holm (1979), jstor.org/stable/4615733."""
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(1.0, stepped)
    return corrected
