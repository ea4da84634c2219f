"""An archive by its file name: from LINEUP_MIRROR, from downloads/, else fetched into it."""

import os
from collections.abc import Callable
from pathlib import Path

from lineup.errors import LineupError
from lineup.files import checksum
from lineup.sources import transfer

DOWNLOADS = Path("downloads")  # outside data/: DVC deletes a stage's outputs before each run


def obtain(
    file_name: str, address: str, receive: Callable[[Path], None], sha256: str | None, key: str = "dataset"
) -> tuple[Path, str]:
    """Return the archive, and where it was: 'mirror' or 'downloads'.

    `receive(target)` fetches it, and raises TransferError where it cannot. A mirror's file is taken as it is;
    any other has to have the `sha256` where one is given. `key`: the entry of params.yaml, for messages.
    """
    if found := mirrored(file_name):
        return found, "mirror"
    original = DOWNLOADS / file_name
    if not original.exists():
        try:
            receive(original)
        except transfer.TransferError as error:
            mirror = os.environ.get("LINEUP_MIRROR")
            absent = f" (LINEUP_MIRROR names {mirror}, where there is no such file.)" if mirror else ""
            raise LineupError(f"Could not fetch {address}: {error}. {by_hand(file_name)}{absent}") from None
    verify(original, sha256, key)
    return original, "downloads"


def mirrored(file_name: str) -> Path | None:
    """Return the file in LINEUP_MIRROR, None where there is none."""
    mirror = os.environ.get("LINEUP_MIRROR")
    found = Path(mirror) / file_name if mirror else None
    return found if found and found.is_file() else None


def by_hand(file_name: str) -> str:
    return (
        f"Fetch the archive by hand (in a browser, signed in where that is needed) and save it as "
        f"{DOWNLOADS / file_name}, or under that name in any folder that the environment variable "
        f"LINEUP_MIRROR names. Then run the command again."
    )


def verify(original: Path, expected: str | None, key: str = "dataset") -> None:
    """Raise LineupError where the file's sha256 is not the expected one."""
    if expected and (found := checksum(original)) != expected:
        raise LineupError(
            f"{original} has the sha256 {found}, but {key}.sha256 is {expected}. Delete the file to have "
            f"it fetched again, or correct {key}.sha256 if a new version was published."
        )
