"""index.parquet: what is known of each image, in the row order of images.npy."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = {
    "path": pa.string(),  # inside the archive
    "label": pa.string(),
    "official_split": pa.string(),  # train, validation, test; null where the source names training alone
    "width": pa.int32(),  # of the original, in pixels
    "height": pa.int32(),
    "format": pa.string(),
    "sha256": pa.string(),  # of the file
    "subject": pa.string(),  # who or what is on it, as `group` in params.yaml says; else null
}


class Index:
    """Collects rows and writes them as one table."""

    def __init__(self) -> None:
        self.columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}

    def append(self, *values: str | int | None) -> None:
        for column, value in zip(self.columns.values(), values, strict=True):
            column.append(value)

    def write(self, path: Path) -> None:
        pq.write_table(pa.table(self.columns, schema=pa.schema(list(COLUMNS.items()))), path)
