"""Pictures as published, out of a finished study."""

import itertools
import zipfile
from pathlib import Path

import pandas as pd


def write(study: Path, folder: Path, count: int) -> list[Path]:
    """Write `count` of a study's test pictures into `folder`, some of them again where it has fewer."""
    index = pd.read_parquet(study / "data/images/index.parquet", columns=["path"])
    split = pd.read_parquet(study / "data/split/split.parquet", columns=["row", "split"])
    names = [str(index.path[row]) for row in split.row[split.split == "test"]]
    written = []
    with zipfile.ZipFile(study / "data/raw/images.zip") as archive:
        for number, name in enumerate(itertools.islice(itertools.cycle(names), count)):
            written.append(folder / f"{number:04}{Path(name).suffix}")
            written[-1].write_bytes(archive.read(name))
    return written
