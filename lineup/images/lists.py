"""Text files inside an archive that name the images of a part, and sometimes their classes."""

import csv
import zipfile
from collections.abc import Collection
from typing import NamedTuple

from lineup.errors import LineupError, closest

SEPARATORS = ("\t", ",", None)  # None: blanks
ABSENT = "named in {list}, but not in the archive"


class Listed(NamedTuple):
    """What a list names: the class of each file (None: none, or two), and the (path, reason) of the rest."""

    labels: dict[str, str | None]
    rejected: list[tuple[str, str]]


def read(archive: zipfile.ZipFile, path: str, *, folder: str, column: int, key: str) -> Listed:
    """Return the files that the list `path` names, as paths in the archive, with their lines' field `column`.

    A line's first field is a path relative to `folder`; fields are split by tabs, commas or blanks. A line
    that names no file of the archive, as a header, is rejected. `key` is the list's key in params.yaml.
    LineupError where the archive has no such list, or the list is no text, or names no file at all.
    """
    names = {name for name in archive.namelist() if not name.endswith("/")}
    prefix = f"{folder.strip('/')}/".lstrip("/")
    labels: dict[str, str | None] = {}
    absent: list[str] = []
    for line in lines(archive, path, key, names):
        fields = split(line, prefix, names)
        name = prefix + fields[0]
        if name not in names:
            absent.append(name)
            continue
        label = fields[column] if len(fields) > column and fields[column] else None
        labels[name] = label if labels.get(name, label) == label else None
    if not labels:
        first = f"; the first is '{absent[0]}'" if absent else ""
        raise LineupError(
            f"{key}: none of the {len(absent):,} files that {path} names is in the archive{first}."
            f"{closest(absent[0], names) if absent else ''} Set {key.rpartition('.')[0]}.folder to the folder"
            " that the list's paths start from."
        )
    reason = ABSENT.format(list=path)
    return Listed(labels, [(name, reason) for name in sorted(set(absent))])


def lines(archive: zipfile.ZipFile, path: str, key: str, names: Collection[str]) -> list[str]:
    """Return the lines of a text file of the archive that are not empty; LineupError where there is none."""
    if path not in names:
        raise LineupError(
            f"{key}: the archive has no file '{path}'.{closest(path, names)}"
            " Give the path of a text file inside the archive."
        )
    try:
        text = archive.read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LineupError(f"{key}: '{path}' is not a text file in UTF-8.") from None
    return [line.strip() for line in text.splitlines() if line.strip()]


def split(line: str, prefix: str, names: Collection[str]) -> list[str]:
    """Return a line's fields, the path first: split by whatever makes it the path of a file there is."""
    ways = [[line], *(fields(line, separator) for separator in SEPARATORS)]
    for way in ways:
        way[0] = way[0].replace("\\", "/").removeprefix("./")
    usual = next((way for way in ways if len(way) > 1), ways[0])
    return next((way for way in ways if prefix + way[0] in names), usual)


def fields(line: str, separator: str | None) -> list[str]:
    """Return the fields between separators (None: blanks), without quotes and blanks around them."""
    if separator is None:
        return line.split()
    return [field.strip() for field in next(csv.reader([line], delimiter=separator))]
