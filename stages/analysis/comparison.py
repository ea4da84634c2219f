"""The comparison: a row per variant, of what its seeds reached and what they cost."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

FIRST_COLUMNS = [
    "variant",
    "seeds",
    "parameters",
    "test_accuracy_mean",
    "test_accuracy_std",
    "test_macro_f1_mean",
    "training_seconds_mean",
]
MINIMUM_LEAK_FREE = 100  # test images; below, the leak-free accuracy is shown and ranks nothing


def compare(trainings: pd.DataFrame, reported: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row per variant, in the order of `trainings`, FIRST_COLUMNS first.

    Means and sample standard deviations (ddof 1, NaN for one seed) are over seeds. `reported` gives figures
    that others published, by variant; they follow as columns reported_KEY.
    """
    groups = trainings.groupby("variant", sort=False)
    mean = groups.mean(numeric_only=True)
    first = groups.first()
    table = pd.DataFrame(
        {
            "seeds": groups.size(),
            "parameters": first["parameters"].astype("Int64"),
            "test_accuracy_mean": mean["test_accuracy"],
            "test_accuracy_std": groups["test_accuracy"].std(ddof=1),
            "test_macro_f1_mean": mean["test_macro_f1"],
            "training_seconds_mean": mean["training_seconds"],
            "features_seconds": mean["features_seconds"],
            "test_accuracy_leak_free_mean": mean["test_accuracy_leak_free"],
            "test_accuracy_leak_free_n": first["test_accuracy_leak_free_n"].astype("Int64"),
            "val_accuracy_mean": mean["val_accuracy"],
            "train_accuracy_mean": mean["train_accuracy"],
            "test_loss_mean": mean["test_loss"],
            "val_loss_mean": mean["val_loss"],
            "trainable_parameters": first["trainable_parameters"].astype("Int64"),
            "multiply_accumulates": first["multiply_accumulates"].astype("Int64"),
            "model_bytes": first["model_bytes"].astype("Int64"),
            "images_per_second_mean": mean["images_per_second"],
            "latency_1_seconds": first["latency_1_seconds"],
            "latency_64_seconds": first["latency_64_seconds"],
            "epochs_mean": mean["epochs"],
            "device": first["device"],
            "latency_device": first["latency_device"],
        }
    ).reset_index()
    for key in sorted({key for figures in reported.values() for key in figures}):
        table[f"reported_{key}"] = [reported.get(name, {}).get(key) for name in table["variant"]]
    return table


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by test accuracy, highest first; equal ones by validation accuracy, then as given."""
    return table.sort_values(
        ["test_accuracy_mean", "val_accuracy_mean"], ascending=False, kind="stable"
    ).reset_index(drop=True)


def pareto_front(cost: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return True where no other point costs at most as much and is worth at least as much, one strictly."""
    cheaper = cost[None, :] <= cost[:, None]
    better = value[None, :] >= value[:, None]
    strictly = (cost[None, :] < cost[:, None]) | (value[None, :] > value[:, None])
    return np.asarray(~np.any(cheaper & better & strictly, axis=1))
