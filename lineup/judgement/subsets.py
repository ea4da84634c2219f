"""Kinds of test images on which a variant is worse than on the others, beyond chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lineup.judgement.statistics import holm, p_worse
from lineup.judgement.verdict import ALPHA, correctness

FEWEST = 10  # images of a kind, and of the others, below which it is not tested
EXTREME = 0.25  # share of the images that are called dark, bright, small
UNEVEN = 1.5  # times the training images of one class, from which another is rare


@dataclass(frozen=True)
class Weakness:
    """A kind of images on which a variant is worse: how many, accuracy on them and elsewhere, Holm's p."""

    variant: str
    kind: str
    images: int
    accuracy: float
    elsewhere: float
    p_holm: float


@dataclass(frozen=True)
class Subsets:
    """What was tested (kinds of images, tests in all) and found, by rank, the surest first."""

    kinds: list[str]
    tests: int
    found: list[Weakness]


def weaknesses(
    predictions: pd.DataFrame,
    split: pd.DataFrame,
    looks: pd.DataFrame,
    ranked_on: Mapping[str, "pd.Index | None"],
) -> Subsets:
    """Test each variant on each kind; Holm's correction over all of it, near-duplicates as one draw.

    predictions: of test images, as Measured has them; split: indexed by row; looks: as looks.read gives them;
    ranked_on: by variant, as verdict.ranked_on gives it: on these it is tested, on all test images where the
    kind is that training holds no near-duplicate.
    """
    rows: list[tuple[Weakness, float]] = []
    of_all = kinds(split.loc[looks.index], looks, split)
    for name, part in ranked_on.items():
        errors = 1 - correctness(predictions, name).mean(axis=1).astype(float)
        own = predictions[predictions["variant"] == name].drop_duplicates("row").set_index("row")
        leak_free = ~own["leaked"].loc[errors.index]
        rows += [
            row for row in [tested(name, "no near-duplicate in training", errors, leak_free, split)] if row
        ]
        judged = errors if part is None else errors.loc[part]
        found = [
            tested(name, kind, judged, chosen.loc[judged.index], split) for kind, chosen in of_all.items()
        ]
        rows += [row for row in found if row]
    corrected = holm([p for _, p in rows])
    table = [
        Weakness(**{**vars(row), "p_holm": float(p)})
        for (row, _), p in zip(rows, corrected, strict=True)
        if p < ALPHA
    ]
    place = {name: number for number, name in enumerate(ranked_on)}
    return Subsets(
        kinds=list(dict.fromkeys(row.kind for row, _ in rows)),
        tests=len(rows),
        found=sorted(table, key=lambda row: (place[row.variant], row.p_holm)),
    )


def kinds(test: pd.DataFrame, looks: pd.DataFrame, split: pd.DataFrame) -> dict[str, "pd.Series[bool]"]:
    """Return which test images are of which kind; test: their rows of split."""
    found: dict[str, pd.Series[bool]] = {}
    bright, shorter = looks["brightness"], looks["shorter"]
    found["dark"] = bright <= bright.quantile(EXTREME)
    found["bright"] = bright >= bright.quantile(1 - EXTREME)
    small = shorter.quantile(EXTREME)
    if small < shorter.median():
        found[f"small originals (at most {small:.0f} pixels)"] = shorter <= small
    training = split.loc[split["split"] == "train", "label"].value_counts()
    if len(training) > 1 and training.max() >= UNEVEN * training.min():
        found["rare classes"] = test["label"].map(training).fillna(0) <= training.quantile(EXTREME)
    return found | {f"class {label}": test["label"] == label for label in sorted(test["label"].unique())}


def tested(
    name: str, kind: str, errors: "pd.Series[float]", chosen: "pd.Series[bool]", split: pd.DataFrame
) -> tuple[Weakness, float] | None:
    """Return a variant's figures on a kind with the p-value before correction; None with too few images."""
    part, wrong = chosen.to_numpy(dtype=bool), errors.to_numpy()
    if min(part.sum(), (~part).sum()) < FEWEST:
        return None
    p = p_worse(wrong, part, split["group"].loc[errors.index].to_numpy())
    accuracy, elsewhere = 1 - float(wrong[part].mean()), 1 - float(wrong[~part].mean())
    return Weakness(name, kind, int(part.sum()), accuracy, elsewhere, np.nan), p
