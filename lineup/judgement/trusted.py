"""How far each variant's confidence can be trusted: means over its seeds, by rank."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from lineup.judgement.measured import TRUST
from lineup.judgement.selective import FloatArray, risk_coverage
from lineup.splits.leak_free import enough

AREA = "area_under_risk_coverage"


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
    """Return TRUST and AREA (`under`: as `areas` gives it) by variant; no row where none was measured."""
    means = trainings.groupby("variant")[TRUST].mean()
    if means["temperature"].isna().all():
        return means.iloc[:0]
    return means.join(under).loc[list(ranking)]
