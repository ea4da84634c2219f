"""All that the report says but its pictures, as plain values for templates and comparison.json."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lineup.judgement import per_class, reported, results
from lineup.judgement.comparison import ranks_leak_free
from lineup.judgement.verdict import Verdict
from lineup.report import costs, curves, figures, findings, matrices, summary
from lineup.splits.leak_free import MINIMUM_LEAK_FREE
from lineup.words import duration, percent, several

PAIRS = 6  # of confused classes


def sentences(
    ranking: pd.DataFrame,
    trainings: pd.DataFrame,
    audit: Mapping[str, Any],
    reasons: Mapping[str, int],
    intervals: Mapping[str, tuple[float, float]],
    indistinguishable: Sequence[str] | None,
) -> dict[str, str]:
    """Return the summary's sentences by subject; '' where there is nothing to say."""
    seeds = trainings.groupby("variant")[ranking["ranked_by"].iloc[0]]
    ranges = {str(name): (float(part.min()), float(part.max())) for name, part in seeds}
    return {
        "lead": summary.lead(ranking, intervals),
        "certainty": summary.certainty(ranking, ranges, indistinguishable),
        "choice": summary.choice(ranking),
        "confidence": summary.confidence(ranking, trainings),
        "leaks": summary.leaks(audit, ranking),
        "left_out": findings.left_out(audit, reasons),
    }


def overview(
    ranking: pd.DataFrame,
    trainings: pd.DataFrame,
    histories: pd.DataFrame,
    audit: Mapping[str, Any],
    published: Mapping[str, Mapping[str, Any]],
    found: Verdict,
) -> dict[str, Any]:
    """Return what concerns all variants: tiles, leaderboard, published figures, leaks, costs, curves."""
    return {
        "tiles": tiles(ranking, trainings, audit),
        "ranking": ranking.to_dict("records"),
        "intervals": found.intervals,
        "ranking_intervals": found.ranking_intervals,
        "reported": reported.rows(ranking, published),
        "audit": dict(audit),
        "leak_free": leak_free(ranking, audit),
        "leak_gaps": figures.leak_gaps(ranking),
        "dots": figures.dots(ranking, trainings, found.ranking_intervals),
        "costs": costs.plots(ranking),
        "confidence": confidence(ranking, trainings),
        "panels": curves.panels(histories, list(ranking["variant"])),
    }


def detail(
    best: str,
    predictions: pd.DataFrame,
    histories: pd.DataFrame,
    split: pd.DataFrame,
    names: list[str],
    label_conflicts: int,
) -> dict[str, Any]:
    """Return what the test predictions of `best`, all seeds together, say, and what to look at next.

    `predictions` holds that variant's rows alone, `histories` those of all variants.
    """
    truth, predicted = predictions["class_id"].to_numpy(), predictions["predicted"].to_numpy()
    matrix = per_class.confusion_matrix(truth, predicted, len(names))
    report = per_class.class_report(matrix, names)
    pairs = per_class.confused_pairs(matrix, PAIRS)
    seeds = int(predictions["seed"].nunique())
    report["support"] //= seeds
    training = split.loc[split["split"] == "train", "class_id"].value_counts()
    report["training"] = [int(training.get(class_id, 0)) for class_id in range(len(names))]
    gaps = pd.DataFrame(
        [
            {"variant": str(name)} | curves.last_epoch(own)
            for name, own in histories.groupby("variant", sort=False)
        ]
    )
    falling = curves.still_falling(histories[histories["variant"] == best])
    return {
        "best": best,
        "seeds_of_best": seeds,
        "counts": matrix,
        "matrix": matrices.table(matrix, names),
        "classes": report.to_dict("records"),
        "pairs": pairs,
        "look_next": findings.look_next(names, report, pairs, gaps, falling, label_conflicts, best),
    }


def tiles(ranking: pd.DataFrame, trainings: pd.DataFrame, audit: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the few numbers at the top of the page: value and what it is."""
    test, top = audit["test"], ranking.iloc[0]
    shares = trainings.groupby("variant")["features_seconds"].first().sum()
    seconds = float(trainings["training_seconds"].sum() + shares)
    classes = several(len(audit["classes"]), "class", "classes")
    what = "highest accuracy without leaks" if ranks_leak_free(ranking) else "highest test accuracy"
    leaked = percent(test["share"]) if test["near_duplicates_in_training"] else "none"
    return [
        {"value": percent(top["ranking_accuracy"]), "text": f"{what} ({top['variant']})"},
        {"value": f"{test['images']:,}", "text": f"test images of {classes}"},
        {"value": leaked, "text": "of them with a near-duplicate in training"},
        {"value": duration(seconds), "text": f"to train {several(len(trainings), 'model')}"},
    ]


def confidence(ranking: pd.DataFrame, trainings: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each variant's figures of trust, means over seeds, by rank; [] where none were measured."""
    means = trainings.groupby("variant")[results.TRUST].mean()
    if means["temperature"].isna().all():
        return []
    return [{"variant": name} | means.loc[name].to_dict() for name in ranking["variant"]]


def leak_free(ranking: pd.DataFrame, audit: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether accuracy without leaks is shown (some test images leak), whether it ranks, and its n.

    n is the smallest over variants: one that was trained without the near-duplicates of test images
    (`leaks: remove_from_training`) has all test images free of leaks; `differs` tells that there are such.
    """
    counts = ranking["test_accuracy_leak_free_n"].astype(int)
    clean = int(counts.min())
    shown = clean < audit["test"]["images"] and bool(ranking["test_accuracy_leak_free_mean"].notna().any())
    differs = bool(counts.nunique() > 1)
    return {
        "shown": shown,
        "ranks": ranks_leak_free(ranking),
        "n": clean,
        "minimum": MINIMUM_LEAK_FREE,
        "differs": differs,
    }
