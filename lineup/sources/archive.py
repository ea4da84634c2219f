"""A published archive (zip or tar), in one part or several: by mirror, by download, or from a local file."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

from lineup.errors import LineupError
from lineup.files import checksum
from lineup.sources import obtaining, repacking, transfer
from lineup.sources.obtaining import by_hand

ONEDRIVE = ("1drv.ms", "1drv.com", "onedrive.live.com", "sharepoint.com")  # share links: pages of scripts


def fetch(
    destination: Path,
    *,
    address: str,
    file_name: str,
    sha256: str | None = None,
    more: Sequence[Mapping[str, Any]] = (),
    licence: str = "not stated",
) -> dict[str, Any]:
    """Put the archive at `destination`; returns address, licence and where it was obtained.

    `more` has other parts (address, file_name, sha256), whose files are merged into the one archive.
    A mirror's file is taken as it is; any other has to have the `sha256` where one is given.
    """
    original, obtained = part("dataset", address, file_name, sha256)
    said = {"address": address, "licence": licence, "file_name": file_name, "obtained": obtained}
    if not more:
        return said | repacking.deliver(original, destination)
    others = [part(f"dataset.more.{number}", **entry) for number, entry in enumerate(more)]
    repacking.merge([original, *(path for path, _ in others)], destination)
    entries = [{"address": address, "file_name": file_name}, *more]
    found = [(original, obtained), *others]
    return said | {"parts": [described(*pair) for pair in zip(entries, found, strict=True)]}


def part(key: str, address: str, file_name: str, sha256: str | None = None) -> tuple[Path, str]:
    """Return one archive and where it was: 'mirror', 'address' (a local file) or 'downloads'."""
    local = local_file(address)
    if local is None or obtaining.mirrored(file_name):
        return obtaining.obtain(file_name, address, partial(receive, address), sha256, key)
    if local.is_dir():
        raise LineupError(
            f"{key}.address: {local} is a folder, not an archive. Write `source: folder`, with it as `path`"
            " and `watch`."
        )
    if not local.is_file():
        raise LineupError(f"{key}.address: there is no file {local}. {by_hand(file_name)}")
    obtaining.verify(local, sha256, key)
    return local, "address"


def local_file(address: str) -> Path | None:
    """Return the file that a path or a file:// address names, None for one of the network."""
    if address.startswith("file://"):
        return Path(url2pathname(urlparse(address).path))
    return None if "://" in address else Path(address).expanduser()


def receive(address: str, target: Path) -> None:
    """Fetch `address` to `target`; TransferError where that fails, or only a browser can."""
    host = urlparse(address).hostname or ""
    if any(host == name or host.endswith(f".{name}") for name in ONEDRIVE):
        raise transfer.TransferError("it is a share link of OneDrive, which only a browser can follow")
    transfer.download(address, target)


def described(entry: Mapping[str, Any], found: tuple[Path, str]) -> dict[str, Any]:
    path, obtained = found
    return {
        "address": entry["address"],
        "file_name": entry["file_name"],
        "obtained": obtained,
        "sha256": checksum(path),
        "bytes": path.stat().st_size,
    }
