"""Is a confidence of 90 % right nine times in ten? Reliability, calibration error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

BINS = 15  # Guo et al. (2017)


@dataclass(frozen=True)
class Reliability:
    """A reliability diagram: arrays of one entry per bin; empty bins have count 0 and NaN for both means."""

    count: NDArray[np.intp]
    confidence: FloatArray
    accuracy: FloatArray


def reliability(confidence: ArrayLike, correct: ArrayLike, bins: int = BINS) -> Reliability:
    """Mean confidence and accuracy by bin of confidence, all of one width, open to the left; both (n,).

    DeGroot & Fienberg (1983), doi:10.2307/2987588; Niculescu-Mizil & Caruana (2005),
    doi:10.1145/1102351.1102430.
    """
    confident, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.searchsorted(edges, confident, side="left") - 1, 0, len(edges) - 2)
    count = np.bincount(place, minlength=len(edges) - 1)
    with np.errstate(invalid="ignore"):
        mean_confidence = np.bincount(place, confident, len(count)) / count
        accuracy = np.bincount(place, right, len(count)) / count
    return Reliability(count, mean_confidence, accuracy)


def expected_calibration_error(confidence: ArrayLike, correct: ArrayLike, bins: int = BINS) -> float:
    """Mean over predictions of |accuracy - confidence| of their bin; both (n,), in shares of 1.

    Naeini, Cooper & Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602; with 15 bins of equal width on the
    confidence of the predicted class as in Guo, Pleiss, Sun & Weinberger (2017), arXiv:1706.04599.
    """
    diagram = reliability(confidence, correct, bins)
    gap = np.nan_to_num(np.abs(diagram.accuracy - diagram.confidence))
    return float(np.sum(diagram.count * gap) / diagram.count.sum())
