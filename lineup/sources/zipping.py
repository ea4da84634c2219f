"""Zip files that are the same bytes for the same content: stored, fixed times, fixed modes."""

import shutil
import zipfile
from typing import IO

LIMIT = 1 << 31  # bytes; a larger member needs the 64-bit fields


def add(archive: zipfile.ZipFile, name: str, content: IO[bytes], size: int) -> None:
    """Append `content` (of `size` bytes) to an open archive, uncompressed and without its time."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w", force_zip64=size >= LIMIT) as member:
        shutil.copyfileobj(content, member, 1 << 20)
