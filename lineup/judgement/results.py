"""Read what training and evaluation left for each variant, as tables of one row per seed, image or epoch."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.inference.results import Answers
from lineup.judgement import scores
from lineup.judgement.scores import Scores, Trust

METRICS = [field.name for field in fields(Scores)]
TRUST = [field.name for field in fields(Trust) if field.name != "threshold"]
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
    """Return a JSON file's content."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_reasons(path: Path) -> dict[str, int]:
    """Return how many files rejected.csv rejects for each reason."""
    counts = pd.read_csv(path)["reason"].astype(str).value_counts()
    return {str(reason): int(number) for reason, number in counts.items()}


def counted(answers: Mapping[str, Answers]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return by variant and seed the fields of Scores and Trust."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for variant, said in answers.items():
        both = {seed: scores.count(said, seed) for seed in said.temperatures}
        found[variant] = {str(seed): asdict(score) | asdict(trust) for seed, (score, trust) in both.items()}
    return found


def read_trainings(
    models: Path, results: Path, figures: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> pd.DataFrame:
    """Return a row per training, in the order of `figures` (as `counted` gives them), costs and epochs too.

    Columns: variant, seed, METRICS, TRUST, COSTS and LATENCIES (missing ones NaN), device,
    features_backbone, latency_device, epochs, best_epoch. Latencies stand at the one seed that was timed.
    """
    rows = []
    for variant, seeds in figures.items():
        latency = {next(iter(seeds)): read_latency(results / variant / "cost.json")}
        for seed in sorted(seeds, key=int):
            cost = read_json(models / variant / seed / "cost.json")
            training = read_json(models / variant / seed / "training.json")
            rows.append(
                {"variant": variant, "seed": int(seed)}
                | {key: seeds[seed][key] for key in (*METRICS, *TRUST)}
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


def predictions_of(answers: Mapping[str, Answers]) -> pd.DataFrame:
    """Return every prediction of a test image: a row per variant, seed and image.

    Columns: variant (categorical), those of predictions.parquet but split, and position: where the
    prediction's row is in the variant's probabilities.
    """
    parts, kinds = [], pd.CategoricalDtype(list(answers))
    for variant, said in answers.items():
        part = said.table.assign(position=np.arange(len(said.table)))
        part = part[part["split"] == "test"].drop(columns="split")
        part.insert(0, "variant", pd.Series(variant, part.index, dtype=kinds))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def read_histories(models: Path, seeds: pd.DataFrame) -> pd.DataFrame:
    """Return a row per variant, seed and epoch: `seeds` (columns variant, seed) names the trainings."""
    parts = []
    for variant, seed in zip(seeds["variant"], seeds["seed"], strict=True):
        part = pd.read_csv(models / variant / str(seed) / "history.csv")
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
