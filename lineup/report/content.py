"""All that the report says but its pictures, as the templates want it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.judged import Judged
from lineup.judgement.measured import Measured
from lineup.judgement.subsets import FEWEST
from lineup.report import curves, figures, near_duplicates, trust
from lineup.report.axes import log_ticks, time_ticks
from lineup.report.figures import scatter
from lineup.words import duration, latency, missing, percent, several, short_count


def of(
    name: str, study: Measured, judged: Judged, published: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return tables, figures and sentences; name: the study's, published: what others report, by variant."""
    best, ranking, intervals = judged.best, judged.ranking, judged.verdict.ranking_intervals
    return {
        "study": name,
        "best": best.variant,
        "use": judged.use.variant,
        "said": judged.said,
        "look_next": judged.look_next,
        "tiles": tiles(judged, study),
        "ranking": ranking.to_dict("records"),
        "intervals": judged.verdict.intervals,
        "ranking_intervals": intervals,
        "reported": reported(ranking, published),
        "tested_pairs": judged.verdict.pairs,
        "subsets": judged.subsets,
        "subsets_fewest": FEWEST,
        "audit": study.audit,
        "folds": study.audit.get("folds"),
        "rests_on": study.rests_on,
        "near_duplicates": near_duplicates.method(study.audit),
        "one_draw": near_duplicates.one_draw(study.audit),
        "leak_free": judged.leak_free,
        "leak_gaps": figures.leak_gaps(ranking),
        "dots": figures.dots(ranking, study.trainings, intervals),
        "confidence": judged.confidence.reset_index().to_dict("records"),
        "trust": trust.figures(judged.trusted, judged.confidence, study.trainings, judged.use.variant),
        "costs": costs(ranking),
        "panels": curves.panels(study.histories, judged.order),
    }


def tiles(judged: Judged, study: Measured) -> list[dict[str, str]]:
    """Return the few numbers at the top of the page: value and what it is."""
    audit, trainings, top = study.audit, study.trainings, judged.ranking.iloc[0]
    test, of_seeds = audit["test"], [one for own in study.counted.values() for one in own.values()]
    folds = [fold["training_seconds"] for one in of_seeds for fold in one.get("folds", {}).values()]
    shares = trainings.groupby("variant")["features_seconds"].first().sum()
    seconds = float(trainings["training_seconds"].sum() + shares) + sum(folds)
    seen = audit["classes"].values()
    count = len(seen) if "folds" in audit else sum(parts["test"] > 0 for parts in seen)
    classes = several(count, "class", "classes")
    tested = f"test images of {classes}"
    if "folds" in audit:
        repeats = audit["folds"]["repeats"]
        often = f" {repeats} times," if repeats > 1 else ""
        tested = f"images of {classes}, each tested{often} in one of {audit['folds']['folds']} folds"
    what = "highest accuracy without leaks" if judged.leak_free.ranks else "highest test accuracy"
    leaked = percent(test["share"]) if test["near_duplicates_in_training"] else "none"
    return [
        {"value": percent(top["ranking_accuracy"]), "text": f"{what} ({top['variant']})"},
        {"value": f"{test['images']:,}", "text": tested},
        {"value": leaked, "text": "of them with a near-duplicate in training"},
        {"value": duration(seconds), "text": f"to train {several(len(trainings) + len(folds), 'model')}"},
    ]


def reported(ranking: pd.DataFrame, published: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a row per published figure; a variant with notes alone gets one whose `theirs` is None."""
    found = []
    for record in ranking.to_dict("records"):
        figures = published.get(record["variant"], {})
        notes = [value for value in figures.values() if isinstance(value, str)]
        numbers = {key: value for key, value in figures.items() if not isinstance(value, str)}
        for key, theirs in (numbers or dict.fromkeys(["none"] if notes else [])).items():
            ours = record.get(f"{key}_mean", record.get(key))
            row = {"variant": record["variant"], "figure": key.replace("_", " "), "theirs": theirs}
            row |= {"ours": None if missing(ours) else ours, "notes": notes}
            found.append(row | {"fraction": "accuracy" in key or "f1" in key.split("_")})
    return found


def costs(ranking: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the figures of accuracy against each cost that is known of any variant.

    left_out: variants of which this cost or the accuracy is not known.
    """
    training = ranking["training_seconds_mean"] + ranking["features_seconds"].fillna(0)
    training_note = "training time of one seed, with the backbone\u2019s where there is one"
    of_one = "multiply-accumulates of one image"
    found = []
    for title, scale, cost, words, marks in [
        ("parameters", "parameters of the whole model", ranking["parameters"], short_count, log_ticks),
        ("computation", of_one, ranking["multiply_accumulates"], short_count, log_ticks),
        ("training time", training_note, training, duration, time_ticks),
        ("latency", "time to answer for one image", ranking["latency_1_seconds"], latency, log_ticks),
    ]:
        values = pd.Series(cost.to_numpy(float, na_value=np.nan), ranking.index)
        known = (values > 0) & ranking["ranking_accuracy"].notna()
        if not known.any():
            continue
        left_out = list(ranking["variant"][~known])
        figure = scatter(ranking[known], values[known], words, marks)
        found.append({"title": title, "scale": scale, "figure": figure, "left_out": left_out})
    return found
