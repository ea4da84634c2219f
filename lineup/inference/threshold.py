"""From which confidence on an answer needs no person, and what is promised of the answers accepted.

Selection with guaranteed risk: Geifman & El-Yaniv (2017), arXiv:1705.08500. They bound the error at each
threshold tried, and correct for the number tried. Here near-duplicates may err together, and one bound
holds at all thresholds at once, so that any may be picked with the answers in sight.

Together: k accepted answers whose groups hold a_g of them count as k^2 / sum(a_g^2) draws, as they would
where each group is wholly right or wholly wrong (Kish 1965, "Survey Sampling", section 5.4), in the interval
of Clopper & Pearson, as Korn & Graubard use it for clusters (1998, "Confidence intervals for proportions with
small expected number of positive counts estimated from survey data", Survey Methodology 24). At once: with
the threshold going down, errors come as a Poisson process in the expected number of errors, whatever the
confidence is worth. The bound after x errors fails with RISK / (x + 1); then one of them fails in at most
5 % of studies (benchmarks/simulate_promises.py, LOG.md).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from lineup.inference import temperature
from lineup.inference.results import Answers

FloatArray = NDArray[np.float64]

RISK = 0.025
LEVELS = tuple(percent / 100 for percent in range(99, 89, -1))  # what may be promised, the best first
TARGET = LEVELS[0]  # of the accepted answers are to be right: the question of the published system A


@dataclass(frozen=True)
class Promise:
    """Calibrated answers of at least `threshold` are right with at least `promised`; both None for none.

    promised: a share of 1. It holds for pictures drawn as those it was fitted on were, in 95 of 100 studies.
    """

    threshold: float | None = None
    promised: float | None = None


NOTHING = Promise()


def error_bounds(
    confidence: ArrayLike, correct: ArrayLike, groups: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return thresholds, the highest first, and a bound on the error of the answers accepted at each.

    Each (n,), groups of near-duplicates as integers; results (distinct confidences,).
    All bounds hold at once.
    """
    confident = np.asarray(confidence, dtype=np.float64)
    order = np.argsort(-confident, kind="stable")
    own = np.asarray(groups)[order]
    before = pd.Series(own).groupby(own).cumcount().to_numpy()
    accepted = np.arange(1, len(own) + 1)
    together = np.cumsum(2 * before + 1) / accepted  # sum(a_g^2) / k: so many err at once
    wrong = np.cumsum(1 - np.asarray(correct, dtype=np.float64)[order])
    draws, errors = accepted / together, wrong / together
    bounds = np.ones(len(own))
    some = errors < draws
    bounds[some] = betaincinv(errors[some] + 1, draws[some] - errors[some], 1 - RISK / (errors[some] + 1))
    values = confident[order]
    last = np.append(values[1:] != values[:-1], True)  # equal confidences are accepted together
    return values[last], bounds[last]


def fit(confidence: ArrayLike, correct: ArrayLike, groups: ArrayLike) -> Promise:
    """Return the first of LEVELS that can be promised, at the smallest confidence that allows it.

    Inputs as for `error_bounds`, of pictures that decided no weight. NOTHING where no level can be promised.
    """
    if np.size(confidence) == 0:
        return NOTHING
    values, bounds = error_bounds(confidence, correct, groups)
    for level in LEVELS:
        if (value := smallest(values, bounds, level)) is not None:
            return Promise(value, level)
    return NOTHING


def smallest(values: FloatArray, bounds: FloatArray, level: float) -> float | None:
    """Return the smallest threshold at which a level can be promised; inputs as `error_bounds` gives them."""
    good = np.flatnonzero(bounds <= 1 - level + 1e-12)
    return float(values[good[-1]]) if len(good) else None


def of_training(answers: Answers, seed: int, groups: "pd.Series[int]") -> Promise:
    """Return what one training's answers to validation images allow; groups: of near-duplicates, by row.

    With folds, what the answers of all folds to the images that they did not see allow.

    Images with a near-duplicate in training are not counted: new pictures have none. NOTHING where the
    model diverged.
    """
    own, degree = answers.table[answers.table["seed"] == seed], answers.temperatures[seed]
    own = own[(own["split"] == ("test" if "fold" in own else "validation")) & ~own["leaked"]]
    if degree is None:
        return NOTHING
    sure = temperature.apply(answers.probabilities[own.index], degree).max(axis=1)
    return fit(sure, own["predicted"] == own["class_id"], groups.loc[own["row"]])


def draws_needed() -> int:
    """Return how many pictures, near-duplicates as one, TARGET needs where none of them is wrong."""
    return int(np.ceil(np.log(RISK) / np.log(TARGET)))
