"""A model's accuracy on corrupted test images."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stages.analysis.leak_free import enough
from stages.corruptions.definitions import CORRUPTIONS, SEVERITIES, corrupt

FILE = "robustness.csv"
PIXELS = Path("data/images/images.npy")


def sample(judged: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return `count` test images, drawn once for all, leak-free ones where there are enough, by row.

    judged: columns row, split, leaked. All that there are where there are fewer.
    """
    test = judged[judged.split == "test"]
    pool = test[~test.leaked] if enough(int((~test.leaked).sum())) else test
    chosen = np.random.default_rng(0).permutation(len(pool))[:count]
    return pool.iloc[np.sort(chosen)]


def measure(
    predict: Callable[[np.ndarray], np.ndarray], pixels: np.ndarray, rows: np.ndarray, class_ids: np.ndarray
) -> list[dict[str, Any]]:
    """Return rows of corruption, severity, images, accuracy; severity 0 is the same images as they are.

    predict: uint8 (n, height, width, 3) to scores (n, classes); pixels: of the images `rows`, in that order.
    """
    found = [described("none", 0, predict(pixels).argmax(axis=1) == class_ids)]
    for corruption in CORRUPTIONS:
        images = [
            corrupt(one, corruption, severity, int(row))
            for severity in SEVERITIES
            for one, row in zip(pixels, rows, strict=True)
        ]
        predicted = predict(np.stack(images)).argmax(axis=1).reshape(len(SEVERITIES), len(rows))
        for severity, own in zip(SEVERITIES, predicted, strict=True):
            found.append(described(corruption, severity, own == class_ids))
    return found


def described(corruption: str, severity: int, right: np.ndarray) -> dict[str, Any]:
    """Return one row of the table; right: bool (images,)."""
    figures = {"images": len(right), "accuracy": float(right.mean())}
    return {"corruption": corruption, "severity": severity, **figures}


def write(folder: Path, found: list[dict[str, Any]]) -> None:
    """Write the rows, of all seeds; an earlier file goes where nothing was measured."""
    if found:
        pd.DataFrame(found).to_csv(folder / FILE, index=False, lineterminator="\n")
    else:
        (folder / FILE).unlink(missing_ok=True)
