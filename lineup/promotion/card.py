"""The model card: what the model is, on what it was judged, how far its figures go, what it is not for.

After Mitchell et al. (2019), "Model Cards for Model Reporting", arXiv:1810.03993.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.files import read_json
from lineup.inference.facts import Facts
from lineup.judgement.per_class import class_report
from lineup.judgement.statistics.accuracy import AccuracyInterval, accuracy_interval
from lineup.judgement.statistics.folded import Folded, of_audit
from lineup.records import compared
from lineup.report import pages

WEAKEST = 5  # classes


def write(best: Facts, answers: pd.DataFrame, comparison: dict[str, Any], data: Path) -> str:
    """Return the card, in Markdown; answers: as candidates.answers gives them."""
    split = pd.read_parquet(data / "split/split.parquet", columns=["split"])
    metrics = read_json(data / "report/seeds" / f"{best.variant}.json")[str(best.seed)]
    training = compared.facts(data, best.variant, best.seed)
    (recipe,) = (row for row in comparison["variants"] if row["variant"] == best.variant)
    folded = of_audit(comparison["audit"])
    content = {
        "study": comparison["study"],
        "best": best,
        "variant": training["recipe"],
        "manifest": read_json(data / "raw/manifest.json"),
        "counts": {str(part): int(number) for part, number in split.split.value_counts().items()},
        "audit": comparison["audit"],
        "folds": comparison["audit"].get("folds"),
        "why": comparison["summary"]["use"],
        "recipe": recipe,
        "metrics": metrics,
        "training": training,
        "whole": interval(answers, folded),
        "clean": interval(answers[~answers.leaked], folded),
        "weakest": weakest(answers, best.class_names),
    }
    return pages.render("model_card.md", content, Path(__file__).parent)


def interval(answers: pd.DataFrame, folded: Folded | None) -> AccuracyInterval | None:
    """Return this one model's accuracy with its interval over images; None without images.

    folded: where images were tested in folds, by nets of its recipe and seed.
    """
    if answers.empty:
        return None
    hits = (answers.predicted == answers.label).to_numpy(dtype=float)
    return accuracy_interval(hits[None, :], answers.group.to_numpy(), folded=folded)


def weakest(answers: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Return the classes of which the model finds the smallest share: label, recall, support."""
    numbers = {name: position for position, name in enumerate(names)}
    truth, predicted = (np.array([numbers[one] for one in answers[key]]) for key in ("label", "predicted"))
    report = class_report(truth, predicted, names)
    report = report[report.support > 0].sort_values("recall", kind="stable")
    return [
        {str(key): value for key, value in row.items()} for row in report.head(WEAKEST).to_dict("records")
    ]
