"""Columns of a table that tell training, validation and test pictures apart: split, Usage, is_valid, ..."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lineup.images.tables.cells import Rows as Cells
from lineup.images.tables.cells import cell
from lineup.images.tables.columns import FLAGS, cells
from lineup.layouts import part_names

TITLES = {"split", "splits", "set", "subset", "fold", "partition", "part", "usage", "phase"}
MOST = 12  # different values
FILLERS = re.compile(r"^(is|in|for)_|_(set|split|flag)$")

Rows = dict[str | int, list[str]]  # as `rows` in params.yaml: values by a column


class Apart(NamedTuple):
    """What tells parts apart: the rows of each, by its key in `dataset`, and the columns, in words."""

    rows: dict[str, Rows]
    columns: list[str]


def find(header: Sequence[str], rows: Cells, path: int) -> Apart | None:
    """Return what tells a table's parts apart; None where nothing does, or not training from another part.

    path: the column of the paths.
    """
    flags: dict[str, tuple[str | int, list[str]]] = {}
    for column in range(max(map(len, rows), default=0)):
        values = sorted(set(cells(rows, column)) - {""})
        if column == path or not 2 <= len(values) <= MOST:
            continue
        title = cell(header, column)
        key = title if title and header.count(title) == 1 else column
        if named := by_names(values, is_title(title)):
            return Apart({part: {key: own} for part, own in named.items()}, [str(key)])
        if part := flag(title, values):
            flags.setdefault(part, (key, values))
    return by_flags(flags)


def by_names(values: Sequence[str], titled: bool) -> dict[str, list[str]]:
    """Return the values that name each part; {} where they do not name training and another part.

    All must name one, and no more than that; in a column with a usual title, those that do count.
    """
    found: dict[str, list[str]] = {}
    for value in values:
        part = part_names.hinted(value) if titled else part_names.part_of(value)
        if part is not None:
            found.setdefault(part, []).append(value)
        elif not titled:
            return {}
    return found if "training" in found and len(found) > 1 else {}


def flag(title: str, values: Sequence[str]) -> str | None:
    """Return the part that a column of yes and no is about: validation of is_valid; None for none."""
    if not all(value.casefold() in FLAGS for value in values):
        return None
    return part_names.part_of(FILLERS.sub("", re.sub(r"\W", "_", title.lower())))


def by_flags(flags: Mapping[str, tuple[str | int, list[str]]]) -> Apart | None:
    """Return the parts that columns of yes and no tell apart; flags: by part, a column and its values.

    What is in no other part is for training; what is not for training, where that alone is said, for test.
    """
    rows: dict[str, Rows] = {part: {key: said(values, True)} for part, (key, values) in flags.items()}
    if list(rows) == ["training"]:
        key, values = flags["training"]
        rows["test"] = {key: said(values, False)}
    elif rows and "training" not in rows:
        rows["training"] = {key: said(values, False) for key, values in flags.values()}
    columns = [str(key) for key, _ in flags.values()]
    return Apart(rows, columns) if len(rows) > 1 else None


def said(values: Sequence[str], yes: bool) -> list[str]:
    return [value for value in values if FLAGS[value.casefold()] == yes]


def is_title(title: str) -> bool:
    return re.sub(r"[\s_-]", "", title).lower() in TITLES
