"""A model's accuracy on corrupted test images."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.inference.corruptions import CORRUPTIONS, SEVERITIES, Picture, corrupt
from lineup.splits import table
from lineup.splits.leak_free import enough

FILE = "robustness.csv"
PIXELS = Path("data/images/images.npy")
MOST = 1024  # pictures that a model is shown at once, 150 kB each where they are 224 x 224
SHOWN = 3  # severity of the examples


def sample(split: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return `count` test images, leak-free ones where there are enough; all where there are fewer.

    `fold` says whose training tests them first: 0 without folds.

    split: columns row, split, leaked; that of split.parquet, so that all variants are shown the same images.
    """
    test = table.tests(split).drop_duplicates("row")
    pool = test[~test.leaked] if enough(int((~test.leaked).sum())) else test
    chosen = np.random.default_rng(0).permutation(len(pool))[:count]
    return pool.iloc[np.sort(chosen)]


def measure(
    predict: Callable[[np.ndarray], np.ndarray], pixels: np.ndarray, rows: np.ndarray, class_ids: np.ndarray
) -> list[dict[str, Any]]:
    """Return rows of corruption, severity, images, accuracy; severity 0 is the same images as they are.

    predict: uint8 (n, height, width, 3) to scores (n, classes); pixels: of all images, a memory map; rows:
    which of them are shown; class_ids: theirs. MOST pictures are in memory at a time.
    """
    found = [described("none", 0, answers(predict, (pixels[row] for row in rows)) == class_ids)]
    for corruption in CORRUPTIONS:
        pictures = (
            corrupt(pixels[row], corruption, severity, int(row)) for severity in SEVERITIES for row in rows
        )
        predicted = answers(predict, pictures).reshape(len(SEVERITIES), len(rows))
        for severity, own in zip(SEVERITIES, predicted, strict=True):
            found.append(described(corruption, severity, own == class_ids))
    return found


def together(found: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the rows of several models that were shown different images as those of one."""
    if len(found) < 2:
        return [row for rows in found for row in rows]
    rows = pd.DataFrame([row for rows in found for row in rows])
    rows["right"] = rows["accuracy"] * rows["images"]
    sums = rows.groupby(["corruption", "severity"], sort=False)[["images", "right"]].sum().reset_index()
    found_of_all = sums.assign(accuracy=sums["right"] / sums["images"]).drop(columns="right")
    return [{str(key): value for key, value in row.items()} for row in found_of_all.to_dict("records")]


def answers(predict: Callable[[np.ndarray], np.ndarray], pictures: Iterator[Picture]) -> np.ndarray:
    parts = []
    while part := list(islice(pictures, MOST)):
        parts.append(predict(np.stack(part)).argmax(axis=1))
    return np.concatenate(parts)


def examples(pixels: np.ndarray, row: int) -> dict[str, Picture]:
    """Return one image as it is ("none") and under each corruption, as the models were shown it."""
    picture = np.array(pixels[row])
    return {"none": picture} | {name: corrupt(picture, name, SHOWN, row) for name in CORRUPTIONS}


def described(corruption: str, severity: int, right: np.ndarray) -> dict[str, Any]:
    """Return one row of the table; right: bool (images,)."""
    figures = {"images": len(right), "accuracy": float(right.mean())}
    return {"corruption": corruption, "severity": severity, **figures}


def write(folder: Path, found: list[dict[str, Any]]) -> None:
    if found:
        pd.DataFrame(found).to_csv(folder / FILE, index=False, lineterminator="\n")
