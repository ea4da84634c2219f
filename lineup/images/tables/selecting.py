"""Which rows of a table count: those of one part, where a table lists several."""

from collections.abc import Mapping, Sequence

from lineup.errors import closest
from lineup.images.tables.cells import Rows, UnreadableError, cell
from lineup.words import joined

Where = Mapping[int | str, Sequence[str]]  # values by a column: its number from 0, or its name in the header


def select(rows: Rows, header: Sequence[str], where: Where) -> tuple[list[int], list[int]]:
    """Return the numbers of the rows that have these values in these columns, one in each, and the columns'.

    rows: without the header; case does not count. UnreadableError where there is no such column or row.
    """
    columns, numbers = [], list(range(len(rows)))
    for column, values in where.items():
        number = place(column, header, max(map(len, rows), default=0))
        wanted = {value.casefold() for value in values}
        kept = [one for one in numbers if cell(rows[one], number).casefold() in wanted]
        if not kept:
            there = joined(sorted({cell(rows[one], number) for one in numbers}), 8)
            asked = joined([repr(value) for value in values])
            raise UnreadableError(f"has no row whose column '{column}' is {asked}, but {there}. Mend `rows`")
        numbers = kept
        columns.append(number)
    return numbers, columns


def place(column: int | str, header: Sequence[str], width: int, todo: str = "Mend `rows`") -> int:
    """Return a column's number; todo: the end of the message where there is none."""
    if isinstance(column, int):
        if column < width:
            return column
        raise UnreadableError(f"has no column {column}, but {width}, counted from 0. {todo}")
    folded = [name.casefold() for name in header]
    if column.casefold() in folded:
        return folded.index(column.casefold())
    what = f".{closest(column, header)}" if header else ": it has no header."
    raise UnreadableError(f"has no column '{column}'{what} {todo}")
