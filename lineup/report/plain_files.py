"""Small files that `dvc plots` and `dvc metrics` read; dvc.yaml names them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lineup.words import missing

CURVES = ["variant", "seed", "epoch", "accuracy", "val_accuracy", "loss", "val_loss"]
METRICS = [
    "test_accuracy_mean",
    "test_accuracy_low",
    "test_accuracy_high",
    "test_accuracy_leak_free_mean",
    "test_macro_f1_mean",
]


def write_curves(folder: Path, histories: pd.DataFrame, variants: list[str]) -> None:
    """Write curves.csv: a row per variant (in this order), seed and epoch."""
    place = histories["variant"].map({name: position for position, name in enumerate(variants)})
    rows = histories.assign(place=place).sort_values(["place", "seed", "epoch"])
    rows[CURVES].to_csv(folder / "curves.csv", index=False, lineterminator="\n")


def write_confusion(folder: Path, predictions: pd.DataFrame, names: list[str]) -> None:
    """Write confusion.csv: a row per seed and test image, of one variant's predictions."""
    rows = {
        "actual": [names[class_id] for class_id in predictions["class_id"]],
        "predicted": [names[class_id] for class_id in predictions["predicted"]],
    }
    pd.DataFrame(rows).to_csv(folder / "confusion.csv", index=False, lineterminator="\n")


def write_seeds(folder: Path, counted: Mapping[str, Mapping[str, Any]]) -> None:
    """Write seeds/VARIANT.json: by seed, what judgement.results.counted says of it."""
    (folder / "seeds").mkdir(exist_ok=True)
    for variant, seeds in counted.items():
        content = json.dumps(seeds, indent=2) + "\n"
        (folder / "seeds" / f"{variant}.json").write_text(content, encoding="utf-8")


def write_metrics(folder: Path, table: pd.DataFrame) -> None:
    """Write metrics/VARIANT.json: METRICS of each variant, without those that are missing.

    `table` holds a row per variant with the columns METRICS and variant. A file a variant, so that `dvc
    metrics show` prints a row a variant. No times are among them: what `dvc metrics diff` shows has changed.
    """
    folder = folder / "metrics"
    folder.mkdir(exist_ok=True)
    for row in table.to_dict("records"):
        content = {key: float(row[key]) for key in METRICS if not missing(row[key])}
        (folder / f"{row['variant']}.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
