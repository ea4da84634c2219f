"""Which predictions can be accepted unseen, and which should go to a person?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

FloatArray = NDArray[np.float64]

COVERAGE_STEPS = 20  # coverages 5 %, 10 %, ..., 100 % that the careful rule looks at


@dataclass(frozen=True)
class Threshold:
    """Accept predictions with a confidence of at least `threshold`; None where none reaches the target.

    `coverage` is the share accepted on validation, `accuracy` that of the accepted, `lower_bound` what this
    accuracy is at least, with the certainty asked for, at the chosen threshold alone; NaN without one.
    """

    threshold: float | None
    coverage: float
    accuracy: float
    lower_bound: float


@dataclass(frozen=True)
class Acceptance:
    """What a threshold does on test; `accuracy` and its 95 % Clopper-Pearson interval are of the accepted."""

    accepted: int
    to_person: int
    share_to_person: float
    accuracy: float
    low: float
    high: float


def clopper_pearson(successes: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact two-sided interval of a share: Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404."""
    tail = (1 - confidence) / 2
    low = float(special.betaincinv(successes, total - successes + 1, tail)) if successes > 0 else 0.0
    high = float(special.betaincinv(successes + 1, total - successes, 1 - tail)) if successes < total else 1.0
    return low, high


def lower_bound(successes: int, total: int, confidence: float = 0.95) -> float:
    """Exact one-sided lower bound of a share."""
    return clopper_pearson(successes, total, 2 * confidence - 1)[0] if total else 0.0


def risk_coverage(confidence: ArrayLike, correct: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Coverage k/n and error of the k most confident predictions, k = 1..n; both inputs (n,).

    El-Yaniv & Wiener (2010), jmlr.org/papers/v11/el-yaniv10a.html. Among equal confidences errors are spread
    evenly, so that the order of rows does not matter.
    """
    confident, wrong = np.asarray(confidence, dtype=np.float64), 1 - np.asarray(correct, dtype=np.float64)
    _, place, count = np.unique(-confident, return_inverse=True, return_counts=True)
    ends = np.concatenate([[0], np.cumsum(count)])
    errors = np.concatenate([[0.0], np.cumsum(np.bincount(place.reshape(-1), wrong, len(count)))])
    taken = np.arange(1, len(confident) + 1)
    return taken / len(confident), np.interp(taken, ends, errors) / taken


def area_under_risk_coverage(confidence: ArrayLike, correct: ArrayLike) -> float:
    """AURC: mean risk over all coverages, lower is better. Geifman et al. (2019), arXiv:1805.08206."""
    return float(np.mean(risk_coverage(confidence, correct)[1]))


def _candidates(confidence: ArrayLike, correct: ArrayLike) -> tuple[FloatArray, NDArray[np.intp], FloatArray]:
    """Distinct confidences from high to low, and how many predictions each accepts, and how many hits."""
    confident, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    values, place, count = np.unique(-confident, return_inverse=True, return_counts=True)
    return -values, np.cumsum(count), np.cumsum(np.bincount(place.reshape(-1), right, len(values)))


def _chosen(threshold: float, accepted: int, hits: float, total: int, certainty: float) -> Threshold:
    bound = lower_bound(round(hits), accepted, certainty)
    return Threshold(float(threshold), accepted / total, float(hits) / accepted, bound)


def select_threshold(
    confidence: ArrayLike, correct: ArrayLike, target: float = 0.99, certainty: float = 0.95
) -> Threshold:
    """Smallest confidence on validation at which the accepted are right with at least `target`; both (n,).

    A point estimate: on other images the accepted fall short of the target about every second time.
    """
    values, accepted, hits = _candidates(confidence, correct)
    good = np.flatnonzero(hits >= target * accepted - 1e-9)
    if not len(good):
        return Threshold(None, 0.0, float("nan"), float("nan"))
    last = good[-1]
    return _chosen(values[last], int(accepted[last]), hits[last], int(accepted[-1]), certainty)


def select_threshold_safely(
    confidence: ArrayLike, correct: ArrayLike, target: float = 0.99, certainty: float = 0.95
) -> Threshold:
    """Threshold whose accepted are right with at least `target`, with `certainty` over validation sets.

    Learn then Test with fixed-sequence testing, Angelopoulos et al. (2021), arXiv:2110.01052: coverages of
    5 %, 10 %, ... are tested in turn with an exact binomial bound, from the first at which one error would
    still pass (at 99 % and 95 % certainty: 473 accepted), until the first that fails. None on smaller sets.
    """
    values, accepted, hits = _candidates(confidence, correct)
    total, chosen = int(accepted[-1]), Threshold(None, 0.0, float("nan"), float("nan"))
    for place in _steps(accepted):
        count = int(accepted[place])
        if lower_bound(count - 1, count, certainty) < target:
            continue
        step = _chosen(values[place], count, hits[place], total, certainty)
        if step.lower_bound < target:
            break
        chosen = step
    return chosen


def _steps(accepted: NDArray[np.intp]) -> Iterator[int]:
    """Places in `accepted` of the first threshold that takes in 5 %, 10 %, ... of all."""
    wanted = accepted[-1] * np.arange(1, COVERAGE_STEPS + 1) / COVERAGE_STEPS
    yield from np.unique(np.searchsorted(accepted, wanted - 1e-9)).tolist()


def apply_threshold(confidence: ArrayLike, correct: ArrayLike, threshold: float) -> Acceptance:
    """What happens to the test predictions at this threshold; both (n,). NaN, 0, 1 where none is accepted."""
    taken = np.asarray(confidence, dtype=np.float64) >= threshold
    accepted, total = int(taken.sum()), len(taken)
    hits = int(np.asarray(correct, dtype=bool)[taken].sum())
    low, high = clopper_pearson(hits, accepted) if accepted else (0.0, 1.0)
    accuracy = hits / accepted if accepted else float("nan")
    return Acceptance(accepted, total - accepted, (total - accepted) / total, accuracy, low, high)
