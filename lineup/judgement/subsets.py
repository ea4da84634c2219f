"""Kinds of test images on which a variant is worse than on the others, beyond chance."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lineup.judgement.statistics.pairs import holm
from lineup.judgement.statistics.subsets import p_worse, seed_spread
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
        errors = 1 - correctness(predictions, name).astype(float)
        own = predictions[predictions["variant"] == name].drop_duplicates("row").set_index("row")
        leak_free = {"no near-duplicate in training": ~own["leaked"].loc[errors.index]}
        rows += tested(name, errors, leak_free, split["group"])
        judged = errors if part is None else errors.loc[part]
        for family in of_all:
            rows += tested(name, judged, family, split["group"])
    corrected = holm([p for _, p in rows])
    both = zip(rows, corrected, strict=True)
    table = [replace(row, p_holm=float(p)) for (row, _), p in both if p < ALPHA]
    place = {name: number for number, name in enumerate(ranked_on)}
    return Subsets(
        kinds=list(dict.fromkeys(row.kind for row, _ in rows)),
        tests=len(rows),
        found=sorted(table, key=lambda row: (place[row.variant], row.p_holm)),
    )


def kinds(
    test: pd.DataFrame, looks: pd.DataFrame, split: pd.DataFrame
) -> tuple[dict[str, "pd.Series[bool]"], dict[str, "pd.Series[bool]"]]:
    """Return which test images are of which kind, by looks and by class; test: their rows of split.

    A kind of the very images of one class goes by the name of the class alone.
    """
    seen: dict[str, pd.Series[bool]] = {}
    bright, shorter = looks["brightness"], looks["shorter"]
    seen["dark"] = bright <= bright.quantile(EXTREME)
    seen["bright"] = bright >= bright.quantile(1 - EXTREME)
    small = shorter.quantile(EXTREME)
    if small < shorter.median():
        seen[f"small originals (at most {small:.0f} pixels)"] = shorter <= small
    training = split.loc[split["split"] == "train", "label"].value_counts()
    classes = {f"class {label}": test["label"] == label for label in sorted(test["label"].unique())}
    alone = [*classes.values()]
    seen = {name: kind for name, kind in seen.items() if not any(kind.equals(one) for one in alone)}
    if len(training) > 1 and training.max() >= UNEVEN * training.min():
        rare = test["label"].map(training).fillna(0) <= training.quantile(EXTREME)
        classes |= {} if any(rare.equals(one) for one in alone) else {"rare classes": rare}
    return seen, classes


def tested(
    name: str, errors: pd.DataFrame, family: Mapping[str, "pd.Series[bool]"], groups: "pd.Series[int]"
) -> list[tuple[Weakness, float]]:
    """Return a variant's figures on each kind with enough images, and p-values before correction.

    errors: 0 to 1, a row per image, a column per seed; family: kinds on which seeds differ about as much;
    groups: of near-duplicates, by row.
    """
    chosen = {kind: part.loc[errors.index].to_numpy(dtype=bool) for kind, part in family.items()}
    chosen = {kind: part for kind, part in chosen.items() if min(part.sum(), (~part).sum()) >= FEWEST}
    wrong, together = errors.to_numpy().T, groups.loc[errors.index].to_numpy()
    spread = seed_spread(wrong, list(chosen.values()), together)
    found = []
    for kind, part in chosen.items():
        right, elsewhere = 1 - float(wrong[:, part].mean()), 1 - float(wrong[:, ~part].mean())
        figures = Weakness(name, kind, int(part.sum()), right, elsewhere, np.nan)
        found.append((figures, p_worse(wrong, part, together, spread)))
    return found
