"""Read what training and evaluation left for each variant, as tables of one row per seed, image or epoch."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.errors import LineupError
from lineup.judgement import confidence

METRICS = [
    "test_accuracy",
    "test_loss",
    "test_macro_f1",
    "test_accuracy_leak_free",
    "test_accuracy_leak_free_n",
    "val_accuracy",
    "val_loss",
]
TRUST = [figure for figure in confidence.FIGURES if figure != "threshold"]
COSTS = [
    "parameters",
    "trainable_parameters",
    "multiply_accumulates",
    "model_bytes",
    "training_seconds",
    "images_per_second",
    "features_seconds",
]
LATENCIES = ["latency_1_seconds", "latency_64_seconds"]


def read_json(path: Path) -> Any:
    """Return a JSON file's content; LineupError where the file is missing."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LineupError(
            f"{path} is missing: the stage that writes it has not run. Run dvc repro, which makes it."
        ) from None


def read_reasons(path: Path) -> dict[str, int]:
    """Return how many files rejected.csv rejects for each reason."""
    counts = pd.read_csv(path)["reason"].astype(str).value_counts()
    return {str(reason): int(number) for reason, number in counts.items()}


def read_trainings(models: Path, results: Path, variants: list[str]) -> pd.DataFrame:
    """Return a row per training, in the order of `variants` and seeds: metrics, costs, epochs, device.

    Columns: variant, seed, METRICS, TRUST, COSTS and LATENCIES (missing ones NaN), device,
    features_backbone, latency_device, epochs, best_epoch. Latencies stand at the one seed that was timed.
    """
    rows = []
    for variant in variants:
        metrics = read_json(results / variant / "metrics.json")
        latency = {next(iter(metrics)): read_latency(results / variant / "cost.json")}
        for seed in sorted(metrics, key=int):
            cost = read_json(models / variant / seed / "cost.json")
            training = read_json(models / variant / seed / "training.json")
            rows.append(
                {"variant": variant, "seed": int(seed)}
                | {key: metrics[seed].get(key) for key in (*METRICS, *TRUST)}
                | {key: cost.get(key) for key in COSTS}
                | {key: latency.get(seed, {}).get(key) for key in (*LATENCIES, "latency_device")}
                | {"device": cost.get("device"), "features_backbone": cost.get("features_backbone")}
                | {"epochs": training.get("epochs"), "best_epoch": training.get("best_epoch")}
            )
    table = pd.DataFrame(rows)
    numbers = [*METRICS, *TRUST, *COSTS, *LATENCIES, "epochs", "best_epoch"]
    table[numbers] = table[numbers].astype(float)
    return table


def read_latency(path: Path) -> dict[str, Any]:
    """Return what evaluate timed; {} for results of a Lineup that did not."""
    return dict(read_json(path)) if path.exists() else {}


def read_predictions(results: Path, variants: list[str]) -> pd.DataFrame:
    """Return every prediction of a test image: a row per variant, seed and image.

    Columns: variant (categorical), those of predictions.parquet but split, and position: where the
    prediction's row is in the variant's probabilities.npy.
    """
    parts, kinds = [], pd.CategoricalDtype(variants)
    for variant in variants:
        path = results / variant / "predictions.parquet"
        if not path.exists():
            raise LineupError(f"{path} is missing: evaluate has not run. Run dvc repro, which makes it.")
        part = pd.read_parquet(path)
        part["position"] = np.arange(len(part))
        part = part[part["split"] == "test"].drop(columns="split")
        part.insert(0, "variant", pd.Series(variant, part.index, dtype=kinds))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def read_histories(models: Path, seeds: pd.DataFrame) -> pd.DataFrame:
    """Return a row per variant, seed and epoch: `seeds` (columns variant, seed) names the trainings."""
    parts = []
    for variant, seed in zip(seeds["variant"], seeds["seed"], strict=True):
        path = models / variant / str(seed) / "history.csv"
        if not path.exists():
            raise LineupError(f"{path} is missing: train has not run. Run dvc repro, which makes it.")
        part = pd.read_csv(path)
        part.insert(0, "variant", variant)
        part.insert(1, "seed", seed)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def with_training_accuracy(trainings: pd.DataFrame, histories: pd.DataFrame) -> pd.DataFrame:
    """Return the trainings with a column train_accuracy: that of the last epoch, measured while it ran."""
    last = histories.sort_values("epoch").groupby(["variant", "seed"])["accuracy"].last()
    return trainings.join(last.rename("train_accuracy"), on=["variant", "seed"])


def correctness(predictions: pd.DataFrame, variant: str) -> pd.DataFrame:
    """Return one variant's hits: a row per test image, a column per seed, True where it was right."""
    part = predictions[predictions["variant"] == variant]
    hits = part.assign(hit=part["class_id"] == part["predicted"])
    return hits.pivot(index="row", columns="seed", values="hit")
