"""split.parquet as a table: the classes' names, its folds, what a variant sees of it, and its digest."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from lineup.errors import LineupError


def class_names(table: pd.DataFrame) -> list[str]:
    """Return the classes' names, at the position of their class_id."""
    pairs = table[["class_id", "label"]].drop_duplicates().sort_values("class_id")
    return [str(label) for label in pairs.label]


def shots(table: pd.DataFrame) -> "pd.Series[int]":
    """Return the group of near-duplicates of each row: `group`, unless that is of subjects too."""
    return table["shot"] if "shot" in table else table["group"]


FOLD = "fold_{}"  # a column a fold, from 1: train, validation or test


def with_folds(table: pd.DataFrame, parts: Sequence[np.ndarray]) -> pd.DataFrame:
    """Return the table with a column a fold; parts: str (n,) of each."""
    return table.assign(**{FOLD.format(fold): part for fold, part in enumerate(parts, 1)})


def folds(table: pd.DataFrame) -> list[int]:
    """Return the numbers of the folds, from 1, all repeats after each other; [] where there are none."""
    return [fold for fold in range(1, len(table.columns)) if FOLD.format(fold) in table]


def trainings(table: pd.DataFrame) -> list[int]:
    """Return the folds that a variant is trained for with each seed; 0 is the training that goes to work."""
    return [0, *folds(table)]


def of_fold(table: pd.DataFrame, fold: int) -> pd.DataFrame:
    """Return the table as the training of a fold has it: its own parts as `split`, no fold's columns.

    0, the training that goes to work, has those of `split` itself.
    """
    own = table if fold == 0 else table.assign(split=table[FOLD.format(fold)])
    return own.drop(columns=[FOLD.format(one) for one in folds(table)])


def tests(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each image that is tested, with folds once a repeat; `fold` says by whose training."""
    own = {fold: of_fold(table, fold) for fold in folds(table) or [0]}
    return pd.concat([part[part.split == "test"].assign(fold=fold) for fold, part in own.items()])


def seen_by(table: pd.DataFrame, leaks: str | None) -> pd.DataFrame:
    """Return the table as a variant sees it, which `leaks: remove_from_training` shortens.

    Training and validation images with a near-duplicate in test leave; no test image is leaked then.
    """
    if leaks is None:
        return table
    seen = table[~table.near_test].copy()
    seen.loc[seen.split == "test", "leaked"] = False
    return seen


def refuse_lost_classes(table: pd.DataFrame, seen: pd.DataFrame) -> None:
    """Raise LineupError where a class keeps no training or no validation image in what a variant sees."""
    for part in ("train", "validation"):
        lost = sorted(set(table.label[table.split == part]) - set(seen.label[seen.split == part]))
        if lost:
            raise LineupError(
                f"leaks: remove_from_training leaves no {part} image of {', '.join(lost)}: all of them have a"
                " near-duplicate in test. Leave the class out (dataset.exclude), or remove the key."
            )


def digest(table: pd.DataFrame) -> str:
    """Return the sha256 of which image is in which split under which label."""
    lines = table.sort_values("row")[["row", "path", "label", "split"]].to_csv(index=False)
    return hashlib.sha256(lines.encode()).hexdigest()
