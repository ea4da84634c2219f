"""A published archive (zip or tar): from LINEUP_MIRROR, from downloads/, else fetched from its address."""

import hashlib
import os
import shutil
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

from stages.errors import LineupError
from stages.sources import transfer, zipping

DOWNLOADS = Path("downloads")  # outside data/: DVC deletes a stage's outputs before each run


def fetch(
    destination: Path, *, address: str, file_name: str, sha256: str | None = None, licence: str = "not stated"
) -> dict[str, str]:
    """Put the archive at `destination`; returns address, licence and where it was obtained.

    A mirror's file is taken as it is; any other has to have the `sha256` where one is given.
    """
    mirror = os.environ.get("LINEUP_MIRROR")
    said = {"address": address, "licence": licence, "file_name": file_name}
    if mirror and (Path(mirror) / file_name).is_file():
        return said | {"obtained": "mirror"} | deliver(Path(mirror) / file_name, destination)
    if address.startswith("file://"):
        original = Path(url2pathname(urlparse(address).path))
        if not original.is_file():
            raise LineupError(f"dataset.address: there is no file {original}. {by_hand(file_name)}")
        verify(original, sha256)
        return said | {"obtained": "address"} | deliver(original, destination)
    original = DOWNLOADS / file_name
    if not original.exists():
        try:
            transfer.download(address, original)
        except transfer.TransferError as error:
            absent = f" (LINEUP_MIRROR names {mirror}, where there is no such file.)" if mirror else ""
            raise LineupError(f"Could not fetch {address}: {error}. {by_hand(file_name)}{absent}") from None
    verify(original, sha256)
    return said | {"obtained": "downloads"} | deliver(original, destination)


def by_hand(file_name: str) -> str:
    """Return how to bring the archive without the network."""
    return (
        f"Fetch the archive by hand (in a browser, signed in where that is needed) and save it as "
        f"{DOWNLOADS / file_name}, or under that name in any folder that the environment variable "
        f"LINEUP_MIRROR names. Then run the command again."
    )


def verify(original: Path, expected: str | None) -> None:
    """Raise LineupError where the file's sha256 is not the expected one."""
    if expected and (found := checksum(original)) != expected:
        raise LineupError(
            f"{original} has the sha256 {found}, but dataset.sha256 is {expected}. Delete the file to have "
            f"it fetched again, or correct dataset.sha256 if a new version was published."
        )


def checksum(path: Path) -> str:
    """Return the sha256 of a file as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def deliver(original: Path, destination: Path) -> dict[str, str]:
    """Copy a zip file as it is, repack a tar archive; returns what the repacking was made from.

    No hard link: DVC would make the user's file read-only and one with its cache.
    """
    if zipfile.is_zipfile(original):
        shutil.copyfile(original, destination)
        return {}
    if tarfile.is_tarfile(original):
        repack(original, destination)
        return {
            "repacked_from_sha256": checksum(original),
            "repacked_from_bytes": str(original.stat().st_size),
        }
    with original.open("rb") as file:
        page = file.read(512).lstrip()[:1] in {b"<", b"{"}
    what = "a web page or a server's message" if page else "neither a zip nor a tar archive, or broken"
    raise LineupError(f"{original} is no archive but {what}. Delete it. {by_hand(original.name)}")


def repack(original: Path, destination: Path) -> None:
    """Turn a tar archive into a zip file, members in the same order, uncompressed; links are left out."""
    try:
        with tarfile.open(original) as tar, zipfile.ZipFile(destination, "w", zipfile.ZIP_STORED) as archive:
            seen = set()
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None or member.name in seen:
                    continue
                seen.add(member.name)
                zipping.add(archive, member.name.removeprefix("./"), content, member.size)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise LineupError(f"{original} is broken: {error}. Delete it. {by_hand(original.name)}") from None
