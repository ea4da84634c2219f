"""The one way to read a table or list of images: its shape, the files that it names, their classes."""

from collections.abc import Collection
from typing import NamedTuple

from lineup.errors import closest
from lineup.images.endings import is_picture
from lineup.images.tables import columns, selecting, text
from lineup.images.tables.naming import Files, Find
from lineup.images.tables.selecting import Where
from lineup.images.tables.text import Rows, UnreadableError

SAMPLE = 400  # rows by which the shape of a table is told
SURE = 0.9  # of the rows must name a file, where names are not as they stand
COMPARED = 20_000  # paths, to tell one that is like a name
WIDEST = 64  # columns that are looked at for paths


class Table(NamedTuple):
    """What a table says.

    labels: the class by path (None: none, or two); absent: names of no file; several: names of two files or
    more, and two of them; path: the column of the paths; classes: the column of the class, or one column a
    class; header: [] where there is none; rows: all of them, without it.
    """

    labels: dict[str, str | None]
    absent: list[str]
    several: dict[str, tuple[str, str]]
    path: int
    classes: list[int]
    header: list[str]
    rows: Rows


class Shape(NamedTuple):
    """A way to read a table, how many files its paths name, of how many, and whether most are pictures'."""

    rows: Rows
    path: int
    find: Find
    found: int
    asked: int
    pictures: bool


def recognise(
    data: bytes,
    files: Collection[str],
    folder: str = "",
    column: int | str | None = None,
    *,
    classes: bool = True,
    where: Where | None = None,
) -> Table | str:
    """Return what a table of any usual shape says of the files of a folder, or why it cannot be told.

    `files` are all paths of the data set. Rows may be a path alone, or be split by tabs, semicolons, commas,
    bars or blanks; with a header or not, in UTF-8 or with a mark of UTF-16. The paths' column is the one that
    names files (`naming`); the class's is `column` (from 0, or its name in the header), else found
    (`columns`), unless `classes` are not asked for. With `where`, only some rows count (`selecting`), and its
    columns hold no class.
    """
    known = Files(files, folder)
    try:
        shape = shape_of(data, known)
        header, every = split_header(shape)
        rows, others = selecting.select(every, header, where or {})
        chosen = columns.choose(every, header, shape.path, column, others) if classes else []
    except UnreadableError as error:
        return str(error)
    labels: dict[str, str | None] = {}
    absent: list[str] = []
    several: dict[str, tuple[str, str]] = {}
    for row in rows:
        cell = text.cell(row, shape.path)
        if (file := shape.find(cell)) is None:
            if two := known.meant_by(cell):
                several[cell] = two
            else:
                absent.append(cell)
            continue
        label = columns.label(row, chosen, header) if chosen else None
        labels[file] = label if labels.get(file, label) == label else None
    return Table(labels, absent, several, shape.path, chosen, header, every)


def shape_of(data: bytes, files: Files) -> Shape:
    """Return the way to read a table by which most of its rows name a file; UnreadableError without one.

    Names as they stand are believed where they end as pictures do; others, such as numbers, must be names of
    files in nearly all rows, unless nothing else is.
    """
    every = list(text.ways(text.decode(data)))
    as_named = best_of(every, files.as_named)
    if as_named and as_named.pictures:
        return as_named
    numbers = as_named is not None and sure(as_named)
    for find in files.loosely():
        # a row that is taken as a whole begins with other cells, whose slashes look like folders
        best = best_of([*every[1:], every[0]], find)
        if best and sure(best) and (best.pictures or not numbers):
            return best
    if as_named:
        return as_named
    raise UnreadableError(nothing_found(every, files))


def best_of(every: list[Rows], find: Find) -> Shape | None:
    """Return the best of all ways to split rows, None where none of them names a file."""
    best: Shape | None = None
    for rows in every:
        best = better(best, rows, find)
    return best


def sure(shape: Shape) -> bool:
    """Tell whether nearly all rows name a file."""
    return shape.found >= SURE * (shape.asked - bool(split_header(shape)[0]))


def nothing_found(every: list[Rows], files: Files) -> str:
    """Return why no row of a table names a file."""
    cells = [cell for rows in every for row in rows[:2] for cell in row]
    if two := next(filter(None, map(files.meant_by, cells)), None):
        what = f"names files of which there are several, such as {two[0]} and {two[1]}"
        return f"{what}. Set `folder` to the folder of one of them"
    if not cells:
        return "is empty. Give a table that names pictures and their classes"
    pictures = [cell for rows in every for cell in rows[-1] if is_picture(cell)]
    last = min(pictures, key=len) if pictures else every[-2][-1][0]
    near = closest(files.prefix + last, sorted(files.paths)[:COMPARED])
    return (
        f"names no file that is there: none of its {len(every[0]):,} line(s) does; the last has '{last}'."
        f"{near} Set `folder` to the folder that its paths start from"
    )


def better(best: Shape | None, rows: Rows, find: Find) -> Shape | None:
    """Return the better one of the best shape so far and these rows."""
    sample = rows[:: max(1, len(rows) // SAMPLE)]
    for column in range(min(WIDEST, max(map(len, sample), default=0))):
        cells = [row[column] for row in sample if column < len(row) and row[column]]
        found = len({find(cell) for cell in cells} - {None})
        pictures = sum(map(is_picture, cells)) > len(cells) / 2
        if found and (not best or (pictures, found) > (best.pictures, best.found)):
            best = Shape(rows, column, find, found, len(cells), pictures)
    return best


def split_header(shape: Shape) -> tuple[list[str], Rows]:
    """Return a table's header, [] where the first row is about a file, and its other rows."""
    first = text.cell(shape.rows[0], shape.path)
    if len(shape.rows) < 2 or is_picture(first) or shape.find(first) is not None:
        return [], shape.rows
    return shape.rows[0], shape.rows[1:]
