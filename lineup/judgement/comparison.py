"""The comparison: a row per variant, of what its seeds reached and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lineup.splits.leak_free import MINIMUM_LEAK_FREE, enough

LEAK_FREE = "test_accuracy_leak_free"  # what ranks where some test images leak and enough do not


@dataclass(frozen=True)
class LeakFree:
    """Whether accuracy without leaks is shown (some test images leak), whether it ranks, and its n.

    n is the smallest over the variants that have such images: one that was trained without the
    near-duplicates of test images (`leaks: remove_from_training`) has all of them; `differs` tells that.
    """

    shown: bool
    ranks: bool
    n: int
    minimum: int
    differs: bool


def compare(trainings: pd.DataFrame, reported: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row per variant, in the order of `trainings`.

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
            "test_accuracy_leak_free_std": groups["test_accuracy_leak_free"].std(ddof=1),
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


def ranked(table: pd.DataFrame, test_images: int) -> pd.DataFrame:
    """Return the rows by the figure that ranks, highest first; equal ones by validation accuracy.

    test_accuracy_leak_free ranks; test_accuracy where nothing leaks, or no variant has enough test images
    without leaks to rank by. Variants that have not enough stand below those that have. Added columns:
    ranked_by, ranking_accuracy (its mean), ranking_std, ranking_images (n).
    """
    clean = table["test_accuracy_leak_free_n"]
    by_leak_free = bool((clean < test_images).any() and clean.map(enough).any())
    figure = LEAK_FREE if by_leak_free else "test_accuracy"
    table = table.assign(
        ranked_by=figure,
        ranking_accuracy=table[f"{figure}_mean"],
        ranking_std=table[f"{figure}_std"],
        ranking_images=clean if by_leak_free else test_images,
        enough=clean.map(enough) | (not by_leak_free),
    )
    order = ["enough", "ranking_accuracy", "val_accuracy_mean"]
    table = table.sort_values(order, ascending=False, kind="stable").drop(columns="enough")
    return table.reset_index(drop=True)


def ranks_leak_free(ranking: pd.DataFrame) -> bool:
    return bool(ranking["ranked_by"].iloc[0] == LEAK_FREE)


def leak_free(ranking: pd.DataFrame, test_images: int) -> LeakFree:
    """Return what is to be said of accuracy without leaks; ranking: as `ranked` gives it."""
    counts = ranking["test_accuracy_leak_free_n"].astype(int)
    measured = bool(ranking["test_accuracy_leak_free_mean"].notna().any())
    return LeakFree(
        shown=bool(counts.min() < test_images) and measured,
        ranks=ranks_leak_free(ranking),
        n=int(counts[counts > 0].min()) if measured else 0,
        minimum=MINIMUM_LEAK_FREE,
        differs=bool(counts.nunique() > 1),
    )


def pareto_front(cost: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return True where no other point costs at most as much and is worth at least as much, one strictly."""
    cheaper = cost[None, :] <= cost[:, None]
    better = value[None, :] >= value[:, None]
    strictly = (cost[None, :] < cost[:, None]) | (value[None, :] > value[:, None])
    return np.asarray(~np.any(cheaper & better & strictly, axis=1))
