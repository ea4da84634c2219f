"""Find near-duplicates, split by groups of them and by subjects, audit the test set: data/split/."""

if __name__ == "__main__":
    from lineup.warm import asking

    asking.beforehand(asking.TENSORFLOW)

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup import running
from lineup.duplicates import audit, near_duplicates
from lineup.duplicates.pairs import groups_of, joined
from lineup.errors import LineupError
from lineup.files import read_json
from lineup.images.classes import alike
from lineup.left_out import files
from lineup.plots import bars
from lineup.plots.gallery import by_class
from lineup.schema import params
from lineup.schema.params import Split
from lineup.splits import assign, folds, refusals
from lineup.splits.table import refuse_lost_classes, with_folds

OUTPUT, IMAGES = Path("data/split"), Path("data/images/images.npy")


def main() -> None:
    settings = params.load().split
    index = pd.read_parquet("data/images/index.parquet")
    official = index.official_split.fillna("").to_numpy(str)
    labels = index.label.to_numpy(str)
    images = np.load(IMAGES, mmap_mode="r").view(np.ndarray)
    found = near_duplicates.find(images, official == "test", labels)
    shots = groups_of(len(index), found.pairs)
    subjects = pd.factorize(index.subject)[0]  # -1 for none
    groups = joined(shots, subjects)
    with refusals.told_of_subjects(bool((subjects >= 0).any())):
        if settings.folds:
            folds.refuse_too_many(labels, groups, settings.folds)
        parts = split(labels, official, groups, settings)
        refuse(labels, parts, groups, settings)
        of_folds = folds_of(labels, groups, settings)
    near_test = audit.near(found, parts != "test", parts == "test")
    removed = np.zeros(len(index), bool)
    if settings.leaks == "remove_from_training":
        removed = near_test
        whole = pd.DataFrame({"label": labels, "split": parts})
        refuse_lost_classes(whole, whole[~removed])
        parts = np.where(removed, "removed", parts)
    leaked = audit.near(found, np.isin(parts, ("validation", "test")), parts == "train")
    in_test = parts == "test"
    if settings.leaks == "fail" and leaked[in_test].any():
        raise LineupError(
            f"{leaked[in_test].sum()} of {in_test.sum()} test images have a near-duplicate"
            " in training, and split.leaks is 'fail'. Set it to 'report' or 'remove_from_training'."
        )
    figures = audit.summary(
        labels=labels, parts=parts, official=official, groups=shots, found=found, leaks=leaked
    )
    table = table_of(index, labels, groups, parts, leaked, near_test)
    if (subjects >= 0).any():
        figures |= {"subjects": audit.of_subjects(subjects, parts)}
        table = table.assign(shot=shots[table.row])
    if settings.folds:
        figures |= audit.of_folds(labels, of_folds, found, settings.folds)
        table = with_folds(table, of_folds)
    first = of_folds[: settings.folds]
    drawn = audit.tested_counts(labels, first) if first else figures["classes"]
    write(table, figures, int(removed.sum()), drawn)


def split(labels: np.ndarray, official: np.ndarray, groups: np.ndarray, settings: Split) -> np.ndarray:
    """Return train, validation or test for every image; official parts stay as they are if so asked."""
    shares = {"train": settings.train, "validation": settings.validation, "test": settings.test}
    kept = np.isin(official, kept_parts(settings))
    units = groups if settings.grouped else np.arange(len(labels))
    class_ids = np.unique(labels, return_inverse=True)[1]
    parts = np.where(kept, official, "train").astype("<U10")
    parts[~kept] = assign.assign(class_ids[~kept], units[~kept], shares, settings.seed)
    return parts


def folds_of(labels: np.ndarray, groups: np.ndarray, settings: Split) -> list[np.ndarray]:
    """Return train, validation or test for every image, fold by fold; LineupError where a class lacks one."""
    if not settings.folds:
        return []
    shares = {"train": settings.train, "validation": settings.validation}
    class_ids = np.unique(labels, return_inverse=True)[1]
    found = list(folds.parts(class_ids, groups, settings.folds, settings.repeats, shares, settings.seed))
    for number, parts in enumerate(found, 1):
        refusals.refuse_small_classes(labels, parts, groups, [], f" while fold {number} is tested")
    return found


def kept_parts(settings: Split) -> list[str]:
    kept = {"validation": settings.use_official_validation, "test": settings.use_official_test}
    return [part for part, stays in kept.items() if stays]


def refuse(labels: np.ndarray, parts: np.ndarray, groups: np.ndarray, settings: Split) -> None:
    """Raise LineupError where a part has no image, or a class none for a part that is made here."""
    brought = [part for part in kept_parts(settings) if getattr(settings, part) == 0]
    units = groups if settings.grouped else np.arange(len(labels))
    left_out = pd.read_csv("data/images/rejected.csv", dtype=str, keep_default_na=False)
    refusals.refuse_empty(
        parts,
        units,
        brought,
        json.loads(Path("data/images/skipped_classes.json").read_text()),
        dict(zip(left_out.path, left_out.reason, strict=True)),
        {str(label) for label in np.unique(labels)},
        ("train", "validation") if settings.folds else ("train", "validation", "test"),
    )
    refusals.refuse_small_classes(labels, parts, units, brought)


def table_of(
    index: pd.DataFrame,
    labels: np.ndarray,
    groups: np.ndarray,
    parts: np.ndarray,
    leaked: np.ndarray,
    near_test: np.ndarray,
) -> pd.DataFrame:
    kept = np.flatnonzero(parts != "removed")
    return pd.DataFrame(
        {
            "row": kept,
            "path": index.path.to_numpy()[kept],
            "label": labels[kept],
            "class_id": np.unique(labels, return_inverse=True)[1][kept],
            "group": groups[kept],
            "split": parts[kept],
            "leaked": leaked[kept],
            "near_test": near_test[kept],
        }
    )


def write(
    table: pd.DataFrame, figures: dict[str, Any], removed: int, drawn: Mapping[str, Mapping[str, int]]
) -> None:
    """Write data/split/: the table of images in the split, the audit, the pictures.

    drawn: images by class and part, or by class and fold.
    """
    OUTPUT.mkdir(parents=True, exist_ok=True)
    table.to_parquet(OUTPUT / "split.parquet", index=False)
    rejected = len(pd.read_csv("data/images/rejected.csv"))
    skipped = read_json(Path("data/images/skipped_classes.json"))
    left_out = read_json(Path("data/images/left_out.json"))
    extra = {
        "rejected": rejected,
        "skipped_classes": skipped,
        "alike_classes": alike(map(str, table.label.unique())),
        "left_out": left_out,
        "found": len(table) + removed + files(left_out),
        "removed_from_training": removed,
    }
    (OUTPUT / "audit.json").write_text(json.dumps(figures | extra, indent=2) + "\n")
    images = np.load(IMAGES, mmap_mode="r")
    training = table[table.split == "train"]
    (OUTPUT / "classes.png").write_bytes(bars.classes(drawn))
    rows = {str(label): own.row.to_list() for label, own in training.groupby("label")}
    (OUTPUT / "samples.png").write_bytes(by_class(images, rows))
    test = figures["test"]
    if subjects := figures.get("subjects"):
        print(f"split: {audit.subjects_said(subjects)}")
    print(f"split: {table.split.value_counts().to_dict()}; audit of the test set: {test}", flush=True)


if __name__ == "__main__":
    running.stage(main)
