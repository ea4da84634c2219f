"""How a table is to be read: by which separator, and which of its columns names files in which way."""

from typing import NamedTuple

from lineup.errors import closest
from lineup.images.endings import is_picture
from lineup.images.tables import text
from lineup.images.tables.cells import Rows, UnreadableError, cell
from lineup.images.tables.naming import Files, Find

SAMPLE = 400  # rows by which the shape of a table is told
SURE = 0.9  # of the rows must name a file, where names are not as they stand
COMPARED = 20_000  # paths, to tell one that is like a name
LEAD = 20  # rows above a table
FOLDERS = 8  # columns that are looked at for folders
WIDEST = 64  # columns that are looked at for paths


class Shape(NamedTuple):
    """A way to read a table, how many files its paths name, of how many, and whether most are pictures'."""

    rows: Rows
    path: int
    find: Find
    found: int
    asked: int
    pictures: bool


def shape_of(data: bytes, files: Files) -> Shape:
    """Return the way to read a table by which most of its rows name a file; UnreadableError without one.

    Names as they stand are believed where they end as pictures do; others, such as numbers, must be names of
    files in nearly all rows, unless nothing else is.
    """
    every = text.ways(data)
    as_named = best_of(every, files.as_named)
    if as_named and as_named.pictures and sure(as_named):
        return as_named
    if whole := best_of([made for rows in every if (made := with_folders(rows, files))], files.as_named):
        return whole
    if as_named and as_named.pictures:
        return as_named
    numbers = as_named is not None and sure(as_named)
    named = any(is_picture(cell) for rows in every[1:] for row in rows[-SAMPLE:] for cell in row)
    for find in files.loosely():
        # a row that is taken as a whole begins with other cells, whose slashes look like folders
        best = best_of([*every[1:], every[0]], find)
        if best and sure(best) and (best.pictures or not (numbers or (named and find == files.of_number))):
            return best
    if as_named:
        return as_named
    raise UnreadableError(nothing_found(every, files))


def with_folders(rows: Rows, files: Files) -> Rows:
    """Return rows with a last cell more, FOLDER/FILE of two others, where names are not enough; else [].

    That is where names alone may mean several files, and with the folders nearly all mean one.
    """
    sample, width = rows[:: max(1, len(rows) // SAMPLE)], max(map(len, rows), default=0)
    for file in range(min(FOLDERS, width)):
        if 2 * sum(files.meant_by(cell(row, file)) is not None for row in sample) < len(sample):
            continue
        for folder in range(min(FOLDERS, width)):
            made = [f"{cell(row, folder)}/{cell(row, file)}" for row in sample]
            found = sum(files.as_named(one) is not None for one in made)
            if folder != file and found >= SURE * (len(made) - 1):
                padded = ([*row, *[""] * (width - len(row))] for row in rows)
                return [[*row, f"{row[folder]}/{row[file]}"] for row in padded]
    return []


def best_of(every: list[Rows], find: Find) -> Shape | None:
    """Return the best of all ways to split rows, None where none of them names a file."""
    best: Shape | None = None
    for rows in every:
        best = better(best, rows, find)
    return best


def sure(shape: Shape) -> bool:
    return shape.found >= SURE * (shape.asked - bool(split_header(shape)[0]))


def nothing_found(every: list[Rows], files: Files) -> str:
    cells = [cell for rows in every for row in rows[:2] for cell in row]
    if found := next((cell for cell in cells if files.meant_by(cell)), None):
        first, second = files.meant_by(found) or ("", "")
        what = "names" if is_picture(found) else "may name"
        what += f" files of which there are several, such as {first} and {second}"
        return f"{what}. Set `folder` to the folder of one of them"
    if not cells:
        return "is empty. Give a table that names pictures and their classes"
    pictures = [cell for rows in every for cell in rows[-1] if is_picture(cell)]
    last = min(pictures, key=len) if pictures else every[-2:][0][-1][0]
    near = closest(files.prefix + last, sorted(files.paths)[:COMPARED])
    return (
        f"names no file that is there: none of its {len(every[0]):,} line(s) does; the last has '{last}'."
        f"{near} Set `folder` to the folder that its paths start from"
    )


def better(best: Shape | None, rows: Rows, find: Find) -> Shape | None:
    sample = rows[:: max(1, len(rows) // SAMPLE)]
    for column in range(min(WIDEST, max(map(len, sample), default=0))):
        cells = [row[column] for row in sample if column < len(row) and row[column]]
        found = len({find(cell) for cell in cells} - {None})
        pictures = sum(map(is_picture, cells)) > len(cells) / 2
        if found and (not best or (pictures, found) > (best.pictures, best.found)):
            best = Shape(rows, column, find, found, len(cells), pictures)
    return best


def split_header(shape: Shape) -> tuple[list[str], Rows]:
    """Return a table's header, [] where the first row is about a file, and its other rows.

    What stands above it goes: remarks (# ...), a title, a count, alone in their rows. A header one cell
    shorter than all rows does not name their first column.
    """

    def names_file(row: list[str]) -> bool:
        name = cell(row, shape.path)
        return is_picture(name) or shape.find(name) is not None

    rows = shape.rows
    start = next((n for n, row in enumerate(rows[:LEAD]) if names_file(row) or not is_remark(row)), 0)
    above = rows[start - 1] if start and len(rows[start - 1]) == len(rows[start]) > 1 else []
    if len(rows) < 2 or names_file(rows[start]):
        return above, rows[start:]
    header, rest = rows[start], rows[start + 1 :]
    whole = {len(row) for row in rest} == {len(header) + 1} and any(row[-1] for row in rest)
    return ["", *header] if whole else header, rest


def is_remark(row: list[str]) -> bool:
    """Tell whether a row, above a table, is a remark or stands alone in it."""
    return len(row) > 0 and (row[0].startswith("#") or (row[0] != "" and not any(row[1:])))
