"""Drives a folder of pictures through download, preprocess and split, as DVC does."""

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from lineup.files import read_json
from lineup.left_out import lines
from stages import download, preprocess, split
from tests.test_download import write_params
from tests.test_split import drawn

OURS = {"train": 0.5, "validation": 0.25, "test": 0.25}


class Outcome(NamedTuple):
    """What became of a folder: images by class, split.parquet, and what was left out, in words."""

    classes: dict[str, int]
    split: pd.DataFrame
    left_out: list[str]
    audit: dict[str, Any]


def fill(root: Path, counts: dict[str, int], start: int = 0) -> None:
    """Write so many different pictures into each folder below `root`."""
    seed = start
    for folder, count in counts.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            (root / folder / f"{number:02}.png").write_bytes(drawn(seed))
            seed += 1


def drive(here: Path, dataset: dict[str, Any] | None = None, shares: dict[str, Any] | None = None) -> Outcome:
    """Run three stages on `here`/pictures; LineupError where one refuses."""
    write_params(
        here,
        {"source": "folder", "path": "pictures", **(dataset or {})},
        {"height": 24, "width": 24},
        shares or OURS,
    )
    download.main()
    preprocess.main()
    split.main()
    table = pd.read_parquet(here / "data/split/split.parquet")
    audit = read_json(here / "data/split/audit.json")
    counts = {str(label): int(count) for label, count in table.label.value_counts().items()}
    return Outcome(counts, table, lines(audit["left_out"]), audit)
