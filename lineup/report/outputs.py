"""Write the report's files: tables, pages, figures."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.plots import report as plots
from lineup.report import pages, plain_files
from lineup.words import missing, percent


def write_tables(folder: Path, table: pd.DataFrame, trainings: pd.DataFrame, page: Mapping[str, Any]) -> None:
    """Write comparison.csv (a row per variant), comparison.json (the same, seeds, audit, summary).

    And metrics/VARIANT.json, the few of these figures that `dvc metrics` shows.
    """
    table = with_intervals(table, page)
    table.to_csv(folder / "comparison.csv", index=False, lineterminator="\n")
    plain_files.write_metrics(folder, table)
    variants = []
    for row in table.to_dict("records"):
        own = trainings[trainings["variant"] == row["variant"]].drop(columns="variant")
        per_seed = {str(seed["seed"]): seed for seed in own.to_dict("records")}
        variants.append(row | {"per_seed": per_seed})
    whole = {
        "study": page["study"],
        "best": page["best"],
        "ranked_by": page["ranked_by"],
        "summary": page["said"],
        "suspected_labels": {one["name"]: one["suspected"] for one in page["suspects"]},
        "look_next": [item["text"] for item in page["look_next"]],
        "variants": variants,
        "pairs": page["tested_pairs"],
        "audit": {key: value for key, value in page["audit"].items() if key not in ("pairs", "classes")},
        "classes_of_best": page["classes"],
        "confused_pairs_of_best": [
            {key: pair[key] for key in ("first", "second", "mistakes", "share")}
            for pair in page["cards"]["confused"]
        ],
    }
    text = json.dumps(plain(whole), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "comparison.json").write_text(text + "\n", encoding="utf-8")


def with_intervals(table: pd.DataFrame, page: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table with 95 % intervals and each variant's rank, 1 for the best."""
    names = list(table["variant"])
    by_rank = {row["variant"]: place for place, row in enumerate(page["ranking"], 1)}
    low, high = np.array([page["intervals"][name] for name in names]).T
    ranks = [by_rank[name] for name in names]
    table = table.assign(test_accuracy_low=low, test_accuracy_high=high, rank=ranks)
    if page["leak_free"]["ranks"]:
        low, high = np.array([page["ranking_intervals"][name] for name in names]).T
        table = table.assign(test_accuracy_leak_free_low=low, test_accuracy_leak_free_high=high)
    return table


def plain(value: Any) -> Any:
    """Return a value as JSON takes it: NumPy's scalars as Python's, missing figures as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if not isinstance(value, str) and missing(value) else value


def write_pages(folder: Path, page: dict[str, Any]) -> None:
    """Write report.html and report.md."""
    for name in ["report.html", "report.md"]:
        (folder / name).write_text(pages.render(name, page), encoding="utf-8")


def write_figures(
    folder: Path,
    ranking: pd.DataFrame,
    trainings: pd.DataFrame,
    histories: pd.DataFrame,
    matrix: np.ndarray,
    names: list[str],
) -> None:
    """Write accuracy.png, curves.png and confusion_matrix.png (of the best variant)."""
    plots.accuracies(ranking, trainings, folder / "accuracy.png")
    plots.curves(histories, list(ranking["variant"]), folder / "curves.png")
    plots.confusion_matrix(matrix, names, folder / "confusion_matrix.png")


def write_galleries(
    folder: Path,
    pixels: np.ndarray,
    names: list[str],
    mistakes: pd.DataFrame,
    samples: pd.DataFrame,
) -> None:
    """Write errors.png (the most confident mistakes) and samples.png (a picture per class)."""
    captions = [
        f"{short(names[row['class_id']])}\ntaken for {short(names[row['predicted']])}\n"
        f"{percent(row['confidence'])}"
        for row in mistakes.to_dict("records")
    ]
    plots.gallery([pixels[row] for row in mistakes["row"]], captions, folder / "errors.png")
    labels = [short(label) for label in samples["label"]]
    plots.gallery([pixels[row] for row in samples["row"]], labels, folder / "samples.png", columns=10)


def short(name: str) -> str:
    """Return a class name short enough for a caption."""
    return plots.plain(name, 18)
