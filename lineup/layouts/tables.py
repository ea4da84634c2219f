"""Tables beside pictures: which one says their classes. What is in one, lineup.images.tables says."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from lineup.images.tables.recognise import Table, recognise
from lineup.layouts import apart
from lineup.layouts.apart import Apart, Rows
from lineup.layouts.tree import Folder

ENDINGS = {".csv", ".tsv", ".txt"}
MOST = 12  # files that are looked at
GLANCES = 24  # pictures that are looked for in a text


class Said(NamedTuple):
    """What a table says: its path, the class of each picture, the title of a column of parts or ''.

    rows: of one part, where it tells that apart.
    """

    path: str
    labels: dict[str, str]
    split: str
    rows: Rows | None


def find(
    folder: Folder,
    pictures: Sequence[str],
    names: Iterable[str],
    read: Callable[[str], bytes],
    *,
    sampled: bool = False,
    key: str | None = None,
) -> tuple[Said | None, list[str]]:
    """Return the table that gives the most of a folder's pictures a class; None where none does for half.

    names: all files there are; sampled: the pictures are some of the folder's; key: the part that the folder
    is. Also returned is what keeps tables of these pictures from being read.
    """
    best: Said | None = None
    reasons: list[str] = []
    for path in islice(candidates(folder, pictures, names), MOST):
        data = read(path)
        if not mentions(data, pictures):
            continue
        found, parts = understood(data, pictures, folder.path)
        rows = parts.rows.get(key or "") if parts else None
        if rows and names_most(
            own := recognise(data, pictures, folder.path, where=rows), pictures, sampled=True
        ):
            found = own
        else:
            rows = None
        if isinstance(found, str):
            unread = found.startswith("is ")  # in another coding, say
            if unread or names_most(recognise(data, pictures, folder.path, classes=False), pictures):
                reasons.append(f"{path} {found}.")
        elif names_most(found, pictures, sampled):
            labels = {picture: label for picture, label in found.labels.items() if label}
            if best is None or len(labels) > len(best.labels):
                best = Said(path, labels, "" if parts else split_title(found.header), rows)
    return best if best and 2 * len(best.labels) >= len(pictures) else None, reasons


def understood(data: bytes, pictures: Sequence[str], folder: str) -> tuple[Table | str, Apart | None]:
    """Return what a table says, and what tells its parts apart: columns that are no class."""
    found = recognise(data, pictures, folder)
    shape = recognise(data, pictures, folder, classes=False) if isinstance(found, str) else found
    parts = None if isinstance(shape, str) else apart.find(shape)
    if parts is None or isinstance(shape, str):
        return found, None
    every: dict[int | str, list[str]] = {}
    for rows in parts.rows.values():
        for column, values in rows.items():
            every[column] = [*every.get(column, []), *values]
    return recognise(data, pictures, folder, where=every), parts


def parting(
    folder: Folder, pictures: Sequence[str], names: Iterable[str], read: Callable[[str], bytes]
) -> tuple[str, Apart] | None:
    """Return the table that tells most of a folder's pictures apart into parts, and how; None for none."""
    for path in islice(candidates(folder, pictures, names), MOST):
        if mentions(data := read(path), pictures):
            found = recognise(data, pictures, folder.path, classes=False)
            if not isinstance(found, str) and names_most(found, pictures) and (parts := apart.find(found)):
                return path, parts
    return None


def candidates(folder: Folder, pictures: Sequence[str], names: Iterable[str]) -> list[str]:
    """Return the files that may be a table of a folder's pictures, the nearest first.

    A text beside each picture, under its name, is none; nor is what is to be handed in in a contest.
    """
    beside = {PurePosixPath(picture).stem for picture in pictures}
    texts = (PurePosixPath(name) for name in names if PurePosixPath(name).suffix.lower() in ENDINGS)
    likely = (path for path in texts if path.stem not in beside and "submission" not in path.stem.lower())
    return sorted(map(str, likely), key=lambda path: (distance(folder, path), path))


def distance(folder: Folder, path: str) -> int:
    """Return how many steps lead from a folder to that of a file."""
    here, there = folder.path.split("/"), path.split("/")[:-1]
    here = here if folder.path else []
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return len(here) + len(there) - 2 * common


def mentions(data: bytes, pictures: Sequence[str]) -> bool:
    """Tell, at a glance, whether a text may name most of the pictures: whether some names stand in it."""
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4] else "utf-8"
    text = unicodedata.normalize("NFC", data.decode(coding, errors="replace")).casefold()
    stems = [PurePosixPath(path).stem for path in pictures[:: max(1, len(pictures) // GLANCES)]]
    plain = (unicodedata.normalize("NFC", stem).casefold() for stem in stems)
    return 3 * sum(stem in text or (stem.lstrip("0") or "0") in text for stem in plain) >= len(stems)


def names_most(found: Table | str, pictures: Sequence[str], sampled: bool = False) -> bool:
    """Tell whether a table names half of the pictures or more, and little that is not there."""
    if isinstance(found, str):
        return False
    return 2 * len(found.labels) >= len(pictures) and (sampled or len(found.absent) <= len(found.labels))


def tells_apart(data: bytes, pictures: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether a table means a part's pictures rather than others of the same names."""
    found = recognise(data, [*pictures, *others])
    return not isinstance(found, str) and 2 * len(found.labels.keys() & set(pictures)) >= len(pictures)


def split_title(header: Sequence[str]) -> str:
    """Return the title of a column that tells parts apart; '' for none."""
    return next((title for title in header if apart.is_title(title)), "")
