"""index.parquet: what is known of each image, in the row order of images.npy."""

from collections.abc import Iterable, Sequence
from pathlib import Path

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


def write(path: Path, rows: Iterable[Sequence[str | int | None]]) -> None:
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    pq.write_table(pa.table(columns, schema=pa.schema(list(COLUMNS.items()))), path)
