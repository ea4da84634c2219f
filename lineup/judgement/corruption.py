"""What corruption costs: accuracy under each corruption, and that in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from lineup.inference.robustness import FILE
from lineup.words import percent


@dataclass(frozen=True)
class Robustness:
    """One variant on the same images, as they are (`clean`) and corrupted: means over severities and seeds.

    `each` holds the accuracy by corruption, `mean` that over corruptions.
    """

    variant: str
    images: int
    clean: float
    each: dict[str, float]
    mean: float


def read(results: Path, variants: Sequence[str]) -> pd.DataFrame:
    """Return a row per variant, seed, corruption and severity (0: as it is); empty where none was measured.

    Columns: variant, seed, corruption, severity, images, accuracy.
    """
    files = {variant: results / variant / FILE for variant in variants}
    parts = [pd.read_csv(path).assign(variant=name) for name, path in files.items() if path.exists()]
    columns = ["variant", "seed", "corruption", "severity", "images", "accuracy"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def means(measured: pd.DataFrame) -> "pd.Series[float]":
    """Return each variant's mean accuracy over corruptions, severities and seeds."""
    corrupted = measured[measured["severity"] > 0]
    return corrupted.groupby("variant")["accuracy"].mean().astype(float).rename("corrupted_accuracy_mean")


def by_rank(measured: pd.DataFrame, ranking: Sequence[str]) -> list[Robustness]:
    corruptions = [name for name in measured["corruption"].unique() if name != "none"]
    accuracy = measured.groupby(["variant", "corruption"])["accuracy"].mean()
    images = measured.groupby("variant")["images"].first()
    rows = []
    for name in [name for name in ranking if name in images.index]:
        each = {one: float(accuracy[name][one]) for one in corruptions}
        clean, mean = float(accuracy[name]["none"]), float(np.mean(list(each.values())))
        rows.append(Robustness(name, int(images[name]), clean, each, mean))
    return rows


def sentence(rows: Sequence[Robustness]) -> str:
    """Return how far the leader falls, and who falls least; '' where nothing was measured."""
    if not rows:
        return ""
    first, best = rows[0], max(rows, key=lambda row: row.mean)
    text = (
        f"Under noise, blur, glare, JPEG and occlusion {first.variant} keeps {percent(first.mean)}"
        f" of {percent(first.clean)}."
    )
    if best is not first:
        text += f" {best.variant} keeps most: {percent(best.mean)} of {percent(best.clean)}."
    return text
