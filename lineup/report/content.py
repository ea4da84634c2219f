"""All that the report says but its pictures, as the templates want it."""

from collections.abc import Mapping
from typing import Any

from lineup.judgement import reported
from lineup.judgement.judged import Judged
from lineup.judgement.measured import Measured
from lineup.judgement.subsets import FEWEST
from lineup.report import costs, curves, figures, near_duplicates, trust
from lineup.words import duration, percent, several


def of(
    name: str, study: Measured, judged: Judged, published: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return tables, figures and sentences; name: the study's, published: what others report, by variant."""
    best, ranking, intervals = judged.best, judged.ranking, judged.verdict.ranking_intervals
    return {
        "study": name,
        "best": best.variant,
        "use": judged.use.variant,
        "seeds_of_best": best.seeds,
        "said": judged.said,
        "look_next": judged.look_next,
        "tiles": tiles(judged, study),
        "ranking": ranking.to_dict("records"),
        "intervals": judged.verdict.intervals,
        "ranking_intervals": intervals,
        "reported": reported.rows(ranking, published),
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
        "costs": costs.plots(ranking),
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
