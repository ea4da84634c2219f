"""How far each variant's confidence can be trusted: means over its seeds, and their range, by rank."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from lineup.inference.threshold import TARGET, draws_needed
from lineup.judgement.measured import TRUST
from lineup.splits.leak_free import enough
from lineup.words import joined, percent, points, spread

AREA = "area_under_risk_coverage"
RANGED = ["promised", "share_to_person", "accepted_accuracy"]  # what a mean over seeds would hide
FloatArray = NDArray[np.float64]


def on_rows(predictions: pd.DataFrame, rows: Mapping[str, "pd.Index | None"]) -> pd.DataFrame:
    """Return the predictions of the images that each variant is ranked on; of all where these are too few.

    rows: as verdict.ranked_on gives them.
    """
    parts = []
    for name, part in predictions.groupby("variant", observed=True):
        chosen = rows[str(name)]
        few = chosen is None or not enough(len(chosen))
        parts.append(part if chosen is None or few else part[part["row"].isin(chosen)])
    return pd.concat(parts)


def risks(own: pd.DataFrame) -> list[FloatArray]:
    """Return for each seed of a variant the error of its k surest answers; [] where one diverged."""
    found = []
    for _, part in own.groupby("seed"):
        confident = part["confidence_calibrated"].to_numpy(float)
        if not np.isfinite(confident).all():
            return []
        found.append(risk_coverage(confident, part["predicted"] == part["class_id"]))
    return found


def areas(predictions: pd.DataFrame) -> "pd.Series[float]":
    """Return each variant's area under the risk-coverage curve, mean over seeds; NaN where it diverged.

    The mean risk over all coverages, lower is better. Geifman et al. (2019), arXiv:1805.08206.
    """
    found = {}
    for name, own in predictions.groupby("variant", observed=True):
        of_seeds = [float(np.mean(risk)) for risk in risks(own)]
        found[name] = float(np.mean(of_seeds)) if of_seeds else np.nan
    return pd.Series(found, name=AREA, dtype=float)


def by_rank(trainings: pd.DataFrame, ranking: Sequence[str], under: "pd.Series[float]") -> pd.DataFrame:
    """Return TRUST and AREA (`under`: as `areas` gives it) by variant; no row where none was measured.

    Means over seeds, and of RANGED the lowest and the highest, as columns KEY_low and KEY_high. `promised`
    is 0 where nothing is.
    """
    measured = trainings[trainings["temperature"].notna()].fillna({"promised": 0.0})
    own = measured.groupby("variant")
    means, lowest, highest = own[TRUST].mean(), own[RANGED].min(), own[RANGED].max()
    known = means.join(lowest.add_suffix("_low")).join(highest.add_suffix("_high")).join(under)
    return known.reindex(list(ranking)) if len(known) else known


def sentences(own: pd.DataFrame, groups: int, rests_on: str = "validation") -> str:
    """Return what one variant's confidence is good for; '' where every seed diverged.

    own: its trainings; groups: of near-duplicates, among the images that thresholds rest on; rests_on:
    which those are, validation or out-of-fold.
    """
    own = own[own["temperature"].notna()].fillna({"promised": 0.0})
    if own.empty:
        return ""
    barred = why_not(float(own["promised"].min()), groups, rests_on)
    return " ".join([calibration(own), kept(own, rests_on), *barred])


def calibration(own: pd.DataFrame) -> str:
    """Return how far off confidence is before and after calibration, and where that made it worse."""
    name, key = own["variant"].iloc[0], "test_calibration_error"
    before, after = own[key], own[f"{key}_calibrated"]
    text = f"{name}'s confidence is off by {points(before.mean())} points on average"
    worse = own["seed"][after > before]
    if len(worse) == len(own):
        return f"{text}; calibration makes that worse here, {points(after.mean())}."
    text += f", {points(after.mean())} after calibration"
    if len(worse):
        text += f" (which makes it worse in seed {joined([str(seed) for seed in worse])})"
    return f"{text}."


def kept(own: pd.DataFrame, rests_on: str) -> str:
    """Return what is promised of the answers kept, and what goes to a person; ranges over seeds."""
    some = own[own["promised"] > 0]
    if some.empty:
        return "Nothing can be promised of any answer, however sure: every picture goes to a person."
    where = "on the test images" if rests_on == "validation" else "of the out-of-fold answers, which set it,"
    text = (
        f"Of the answers above its threshold at least {spread(some['promised'], 0)} are promised to be"
        f" right; {where} {spread(some['accepted_accuracy'])} are, and"
        f" {spread(some['share_to_person'])} go to a person{' (range over seeds)' if len(own) > 1 else ''}."
    )
    none = own["seed"][own["promised"] == 0]
    if len(none):
        text += f" In seed {joined([str(seed) for seed in none])} nothing can be promised, and all go there."
    return text


def why_not(promised: float, groups: int, rests_on: str) -> list[str]:
    """Return why TARGET is not promised; [] where it is."""
    needed = draws_needed()
    if promised >= TARGET:
        return []
    if groups >= needed:
        return [
            f"{percent(TARGET, 0)} cannot be promised: too many of the surest {rests_on} answers are wrong."
        ]
    return [
        f"{percent(TARGET, 0)} cannot be promised: that takes {needed:,} {rests_on} pictures without an"
        f" error, near-duplicates as one, and there {'is' if groups == 1 else 'are'} {groups:,}."
    ]


def risk_coverage(confidence: ArrayLike, correct: ArrayLike) -> FloatArray:
    """Error of the k most confident predictions, at a coverage of k/n, for k = 1..n; both inputs (n,).

    El-Yaniv & Wiener (2010), jmlr.org/papers/v11/el-yaniv10a.html. Among equal confidences errors are spread
    evenly, so that the order of rows does not matter.
    """
    confident, wrong = np.asarray(confidence, dtype=np.float64), 1 - np.asarray(correct, dtype=np.float64)
    _, place, count = np.unique(-confident, return_inverse=True, return_counts=True)
    ends = np.concatenate([[0], np.cumsum(count)])
    errors = np.concatenate([[0.0], np.cumsum(np.bincount(place.reshape(-1), wrong, len(count)))])
    taken = np.arange(1, len(confident) + 1)
    return np.asarray(np.interp(taken, ends, errors) / taken)
