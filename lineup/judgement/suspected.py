"""Labels that look wrong, as one search found them."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lineup.files import read_json


@dataclass(frozen=True)
class Suspected:
    """summary.json of data/suspects/NAME, and suspects.csv as a table, the worst first."""

    images: int
    suspected: int
    folds: int
    head_accuracy: float
    table: pd.DataFrame

    @property
    def in_test(self) -> int:
        return int((self.table["split"] == "test").sum())


def read(folder: Path) -> Suspected:
    summary = read_json(folder / "summary.json")
    labels = {"label": str, "suggested": str}
    table = pd.read_csv(folder / "suspects.csv", dtype=labels, keep_default_na=False)
    return Suspected(**summary, table=table)
