"""One zip file from what was published: a zip as it is, a tar or several archives repacked."""

import lzma
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from lineup import zips
from lineup.errors import LineupError
from lineup.files import checksum
from lineup.sources.obtaining import by_hand

BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # a member with a password, or (NotImplementedError) of an unknown compression
)
LIMIT = 1 << 31  # bytes; a larger member needs the 64-bit fields


def deliver(original: Path, destination: Path) -> dict[str, str]:
    """Copy a zip file as it is, repack a tar archive; returns what the repacking was made from.

    No hard link: DVC would make the user's file read-only and one with its cache.
    """
    if zipfile.is_zipfile(original):
        shutil.copyfile(original, destination)
        return {}
    merge([original], destination)
    return {"repacked_from_sha256": checksum(original), "repacked_from_bytes": str(original.stat().st_size)}


def merge(originals: Sequence[Path], destination: Path) -> None:
    """Write one zip file of all archives' members, in order, uncompressed; links are left out.

    Of several members with one name the first is kept; those of a later archive are named on the output.
    """
    seen: set[str] = set()
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_STORED) as archive:
        for original in originals:
            earlier, left_out = set(seen), []
            try:
                for name, content, size in members(original):
                    if name in earlier:
                        left_out.append(name)
                    elif name not in seen:
                        add(archive, name, content, size)
                    seen.add(name)
            except BROKEN as error:
                raise LineupError(
                    f"{original} is broken: {error}. Delete it. {by_hand(original.name)}"
                ) from None
            if left_out:
                why = "since earlier archives have their names"
                print(f"download: {original.name}: {len(left_out)} file(s) passed over, {why}:")
                print("\n".join(f"  {name}" for name in left_out[:10]))


def members(original: Path) -> Iterator[tuple[str, IO[bytes], int]]:
    """Yield name, content and size (bytes) of an archive's files; LineupError where it is no archive."""
    if zipfile.is_zipfile(original):
        with zips.opened(original) as opened:
            for entry in opened.infolist():
                if not entry.is_dir():
                    with opened.open(entry) as file:
                        yield entry.filename, file, entry.file_size
    elif tarfile.is_tarfile(original):
        with tarfile.open(original) as tar:
            for member in tar:
                if member.isreg() and (content := tar.extractfile(member)):
                    yield zips.inside(member.name), content, member.size
    else:
        with original.open("rb") as file:
            page = file.read(512).lstrip()[:1] in {b"<", b"{"}
        what = "a web page or a server's message" if page else "neither a zip nor a tar archive, or broken"
        raise LineupError(f"{original} is no archive but {what}. Delete it. {by_hand(original.name)}")


def add(archive: zipfile.ZipFile, name: str, content: IO[bytes], size: int) -> None:
    """Append `content` (of `size` bytes) to an open archive; the same files give the same bytes."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w", force_zip64=size >= LIMIT) as member:
        shutil.copyfileobj(content, member, 1 << 20)
