"""What the trainings of a variant have in common, all but the seed, and its figures over seeds."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

from lineup.records import recipe
from lineup.records.recipe import Plain

if TYPE_CHECKING:
    from lineup.tracking.collect import Training

SPREAD = ("test_accuracy", "test_accuracy_leak_free")
MEANS = ("test_calibration_error_calibrated", "share_to_person", "latency_1_seconds")
FIGURES = (  # of a recipe, as comparison.csv has them: not a training's names, so that no table pools the two
    "seeds",
    *(f"{figure}_{kind}" for figure in SPREAD for kind in ("mean", "std", "low", "high")),
    *("test_macro_f1_mean", "test_loss_mean", "val_accuracy_mean", "training_seconds_mean"),
    *(f"{figure}_mean" for figure in MEANS),
)


@dataclass(frozen=True)
class Recipe:
    name: str
    variant: str
    seeds: list[int]
    params: dict[str, Plain]
    figures: dict[str, float]


def of_trainings(data: Path, trainings: "Sequence[Training]") -> list[Recipe]:
    """Return the recipes of the trainings, with what comparison.csv says of each variant."""
    with (data / "report/comparison.csv").open(newline="") as file:
        rows = {row["variant"]: row for row in csv.DictReader(file)}
    found = []
    for called in dict.fromkeys(one.recipe for one in trainings if not one.fold):
        own = [one for one in trainings if one.recipe == called and not one.fold]
        row = rows[own[0].variant]
        seeds = sum(one.variant == own[0].variant and not one.fold for one in trainings)
        # Seeds on two devices are two recipes, of which comparison.csv tells as one.
        told = {key: float(row[key]) for key in FIGURES if row.get(key)} if len(own) == seeds else {}
        figures = over_seeds(own) | told
        found.append(Recipe(called, own[0].variant, [one.seed for one in own], own[0].params, figures))
    return found


def over_seeds(trainings: "Sequence[Training]") -> dict[str, float]:
    """Return means over the seeds of some trainings, of SPREAD standard deviations too; no interval."""
    figures = {"seeds": float(len(trainings))}
    for figure in (*SPREAD, *MEANS):
        values = [one.finals[figure] for one in trainings if figure in one.finals]
        figures |= {f"{figure}_mean": fmean(values)} if values else {}
        figures |= {f"{figure}_std": stdev(values)} if len(values) > 1 and figure in SPREAD else {}
    return figures


def name(variant: str, facts: Mapping[str, Any]) -> str:
    """Return the name that trainings have in common which differ in their seed alone: VARIANT-DIGITS."""
    return f"{variant}-{recipe.digest(facts)[:8]}"


def mark(name: str, seeds: Iterable[int]) -> str:
    """Return what tells a recipe with its seeds from the same one with others."""
    return f"{name} {' '.join(map(str, sorted(seeds)))}"
