"""The one way to read a table or list of images: its shape, the files that it names, their classes."""

from collections.abc import Collection
from typing import NamedTuple

from lineup.images.tables import columns, shapes
from lineup.images.tables.cells import Rows, UnreadableError, cell
from lineup.images.tables.columns import Where
from lineup.images.tables.naming import Files

NOBODY = {"", "-", "?", "na", "n/a", "nan", "none", "null", "unknown"}  # in a column of subjects


class Table(NamedTuple):
    """What a table says.

    labels: the class by path (None: none, or two); absent: names of no file; several: names of two files or
    more, and two of them; path: the column of the paths; classes: the column of the class, or one column a
    class; header: [] where there is none; rows: all of them, without it; twice: paths of two classes.
    """

    labels: dict[str, str | None]
    absent: list[str]
    several: dict[str, tuple[str, str]]
    path: int
    classes: list[int]
    header: list[str]
    rows: Rows
    twice: set[str]


class Sheet(NamedTuple):
    """A table that is read: the file that each of its rows names, None for none; `path` as in Table."""

    known: Files
    header: list[str]
    rows: Rows
    path: int
    files: list[str | None]

    def said(
        self, column: int | str | None = None, *, classes: bool = True, where: Where | None = None
    ) -> Table | str:
        """Return what the table says, or why it cannot be told.

        The class's column is `column` (from 0, or its name in the header), else found (`columns`), unless
        `classes` are not asked for. With `where`, only some rows count, and its columns hold no
        class.
        """
        try:
            kept, others = columns.select(self.rows, self.header, where or {})
            chosen = columns.choose(self.rows, self.header, self.path, column, others) if classes else []
        except UnreadableError as error:
            return str(error)
        table = Table({}, [], {}, self.path, chosen, self.header, self.rows, set())
        for number in kept:
            self.enter(table, number)
        return table

    def subjects(self, column: int | str) -> dict[str, str] | str:
        """Return what stands in a column by file, the first where rows differ, or why there is none."""
        try:
            width = max(map(len, self.rows), default=0)
            number = columns.place(column, self.header, width, "Mend `group`")
        except UnreadableError as error:
            return str(error)
        found: dict[str, str] = {}
        for row, file in zip(self.rows, self.files, strict=True):
            if file is not None and (value := cell(row, number)).casefold() not in NOBODY:
                found.setdefault(file, value)
        return found

    def enter(self, table: Table, number: int) -> None:
        row, file = self.rows[number], self.files[number]
        if file is None:
            name = cell(row, self.path)
            if two := self.known.meant_by(name):
                table.several[name] = two
            else:
                table.absent.append(name)
            return
        label = columns.label(row, table.classes, self.header) if table.classes else None
        if label != table.labels.setdefault(file, label):
            table.labels[file] = None
            table.twice.add(file)


def sheet(data: bytes, files: Collection[str], folder: str = "") -> Sheet | str:
    """Return a table of any usual shape, read with the files of a folder in view, or why none can be seen.

    `files` are all paths of the data set. Rows may be a path alone, or be split by tabs, semicolons, commas,
    bars or blanks; with a header or not, in UTF-8 or with a mark of UTF-16; or be JSON (`notation`). The
    paths' column is the one that names files (`naming`).
    """
    known = Files(files, folder)
    try:
        shape = shapes.shape_of(data, known)
    except UnreadableError as error:
        return str(error)
    header, rows = shapes.split_header(shape)
    found = [shape.find(cell(row, shape.path)) for row in rows]
    return Sheet(known, header, rows, shape.path, found)
