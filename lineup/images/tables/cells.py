"""Rows of cells, and that there are none."""

from collections.abc import Sequence

Rows = list[list[str]]


def cell(row: Sequence[str], column: int) -> str:
    """Return what stands in a row's column; '' where it is shorter."""
    return row[column] if column < len(row) else ""


class UnreadableError(Exception):
    """A file is no table; the text is the reason and what to do, as the end of a sentence."""
