"""split.parquet as a table: the classes' names, what a variant sees of it, and its digest."""

import hashlib

import pandas as pd

from lineup.errors import LineupError


def class_names(table: pd.DataFrame) -> list[str]:
    """Return the classes' names, at the position of their class_id."""
    pairs = table[["class_id", "label"]].drop_duplicates().sort_values("class_id")
    return [str(label) for label in pairs.label]


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
