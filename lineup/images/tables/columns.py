"""Which columns of a table say the class, and which of its rows count."""

import re
from collections.abc import Collection, Mapping, Sequence

from lineup.errors import closest
from lineup.images.tables.cells import Rows, UnreadableError, cell
from lineup.words import joined

CLASS = """primary_label main_label primary_class main_class primary main class_name label_name
           category_name classname label_str label_text class_str labels label class classes category species
           breed diagnosis dx variety kind type target y class_label class_id classid label_id category_id
           malignant benign_malignant pathology disease finding emotion expression gesture
           choice klasse kategorie classe clase categoría etiqueta étiquette categoria класс метка 类别 标签
           類別 標籤 クラス ラベル 클래스 라벨""".split()  # of columns, the names before the numbers
# fruit_type
KINDS = set("labels classes class label category species breed variety type diagnosis disease".split())
FLAGS = {
    **dict.fromkeys(("", "0", "0.0", "-1", "false", "no"), False),
    **dict.fromkeys(("1", "1.0", "true", "yes"), True),
}
ONE_HOT = 0.9  # of the rows with a mark have one mark alone, at least; else a picture has several classes
SEVERAL = (
    "gives {count:,} of {of:,} pictures several classes. Lineup tells apart classes of which a picture has"
    " one: set `column` to one of the columns, or give another table"
)
MEASURES = re.compile(
    r"(width|height|[xy][12]|[xy]_?m(in|ax)|roi\W?.*|b?box.*|md5|sha\d+|url|file_?size)", re.IGNORECASE
)
SUBJECTS = re.compile(
    r"(patient|subject|person|participant|volunteer|donor|individual|user|lesion|specimen|animal|plant|video"
    r"|clip|scene|session|case|study|slide|group)[_ -]?(id|ids|no|nr|num|number|name|code|uid)?",
    re.IGNORECASE,
)
SOMEONE = re.compile(r"(patient|subject|lesion|specimen|participant|volunteer|donor).*", re.IGNORECASE)
BOXES = re.compile(r"n\d{8}( \d+){4}( n\d{8}( \d+){4})* ?")
LONE = re.compile(r"\[\s*(['\"])([^'\"]+)\1\s*\]")  # a list of Python's or JSON's with one text
ATTRIBUTE = re.compile(r"\{\s*\"[^\"]+\"\s*:\s*(\")([^\"]+)\"\s*\}")  # of VIA, {"class": "cat"}
CORNERS, NUMBER = 4, re.compile(r"-?\d+(\.\d+)?")
LEAST = 4  # rows, of which a column of numbers counts them
FEW = 10  # rows; among so few each may be of a class of its own
Where = Mapping[int | str, Sequence[str]]  # values by a column: its number from 0, or its name in the header


def choose(
    rows: Rows, header: Sequence[str], path: int, asked: int | str | None, without: Sequence[int] = ()
) -> list[int]:
    """Return the column of the class, or those of a table with a column a class (one-hot).

    rows: without the header ([] where there is none); path: the column of the paths; without: columns that
    say something else. `asked`, a number from 0 or a header's name, decides where it is given.
    UnreadableError where it cannot be told.
    """
    width = max(len(row) for row in rows)
    if asked is not None:
        return [asked_for(asked, header, path, width)]
    free = [column for column in range(width) if column != path and column not in without]
    others = [column for column in free if any(cells(rows, column))]
    others = [column for column in others if not is_measure(column, header)]
    if not header and of_boxes(rows, others):
        raise UnreadableError("holds boxes, not classes")
    names = [cell(header, column).casefold().replace(" ", "_") for column in range(width)]
    if usual := [column for name in CLASS for column in others if names[column] == name]:
        return usual[:1]
    others = [column for column in others if not differs(cells(rows, column))]
    kinds = [column for column in others if names[column].rpartition("_")[2] in KINDS]
    if len(kinds) == 1:
        return kinds
    folded = {column: [value.casefold() for value in cells(rows, column)] for column in others}
    flags = [column for column in others if FLAGS.keys() >= set(folded[column])] if header else []
    if len(flags) > 1:
        flagged = zip(*(folded[column] for column in flags), strict=True)
        marks = [sum(FLAGS[mark] for mark in row) for row in flagged]
        if marks.count(1) >= ONE_HOT * (len(marks) - marks.count(0)) > 0:
            return flags
        if flags == others:
            raise UnreadableError(several(len(marks) - marks.count(0) - marks.count(1), len(rows)))
    others = [column for column in others if len(set(cells(rows, column))) > 1] or others
    titles = {column: cell(header, column).strip() for column in others}
    subjects = [column for column in others if SUBJECTS.fullmatch(titles[column])]
    people = [column for column in subjects if SOMEONE.fullmatch(titles[column])]
    others = [column for column in others if column not in people]
    if len(others) == 1 or (others[:1] == [path + 1] and not header):
        return others[:1]
    if not others:
        raise UnreadableError(without_classes([named(column, header) for column in people]))
    known = joined([named(column, header) for column in others], 8)
    raise UnreadableError(f"has several columns that may be the class: {known}. Set `column` to one of them")


def rivals(
    rows: Rows, header: Sequence[str], chosen: Sequence[int], known: Collection[str] = ()
) -> list[str]:
    """Return the titles of columns that may be the class as the chosen one: usual, and of other groups.

    known: columns that say something else. Where the chosen one has no usual title itself, others need none.
    """
    if len(chosen) != 1 or not header:
        return []
    own, found = cells(rows, chosen[0]), []
    usual = usually(header[chosen[0]])
    for column, title in enumerate(header):
        if column == chosen[0] or title in known or (usual and not usually(title)):
            continue
        if is_measure(column, header) or SUBJECTS.fullmatch(title.strip()):
            continue
        other = cells(rows, column)
        pairs, groups = len(set(zip(own, other, strict=True))), len(set(other))
        if 1 < groups <= len(rows) / 2 and not pairs == groups == len(set(own)):
            found.append(title)
    return found


def usually(title: str) -> bool:
    return title.casefold().replace(" ", "_") in CLASS


def subjects(rows: Rows, header: Sequence[str]) -> str:
    """Return the title of a column that says who or what is on a picture, of which there are several each."""
    for column, title in enumerate(header):
        values = [value for value in cells(rows, column) if value]
        if SUBJECTS.fullmatch(title.strip()) and 1 < len(set(values)) <= 0.7 * len(values):
            return title
    return ""


def several(count: int, of: int) -> str:
    return SEVERAL.format(count=count, of=of)


def asked_for(asked: int | str, header: Sequence[str], path: int, width: int) -> int:
    """Return the column that params.yaml asks for, by its number or its header's name."""
    todo = "Set `column` to another, or leave it out"
    number = place(asked, header, width, todo)
    if number == path:
        raise UnreadableError(f"has the paths in column {number}. {todo}")
    return number


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


def label(row: list[str], columns: Sequence[int], header: Sequence[str]) -> str | None:
    """Return a row's class, None where it has none, or several."""
    if len(columns) == 1:
        return without_boxes(cell(row, columns[0]))
    marked = [column for column in columns if FLAGS.get(cell(row, column).casefold())]
    return header[marked[0]] if len(marked) == 1 else None


def without_boxes(said: str) -> str | None:
    """Return a cell's class: of a list of one, ['cat'], or an attribute, {"kind": "cat"}, that.

    Of boxes (ImageNet's), their name or None.
    """
    if one := LONE.fullmatch(said) or ATTRIBUTE.fullmatch(said):
        return one[2]
    if BOXES.fullmatch(said):
        names = set(said.split()[::5])
        return names.pop() if len(names) == 1 else None
    return said or None


def cells(rows: Rows, column: int) -> list[str]:
    """Return what stands in a column; '' where a row is shorter."""
    return [cell(row, column) for row in rows]


def differs(values: Sequence[str]) -> bool:
    """Tell whether a column is another in every row: a running number, a key, a measure."""
    if len(set(values)) < len(values) or len(values) < LEAST:
        return False
    numbers = sorted(int(value) for value in values if value.isdecimal())
    counts = len(numbers) == len(values) and numbers[-1] - numbers[0] == len(numbers) - 1
    return counts or len(values) > FEW


def is_measure(column: int, header: Sequence[str]) -> bool:
    return MEASURES.fullmatch(cell(header, column).strip()) is not None


def without_classes(people: Sequence[str]) -> str:
    if not people:
        return "names files, but has no column with their classes. Give another file, or labels: folder"
    return (
        f"says whose its files are ({joined(people, 8)}), not their classes. If these are the classes, set"
        " `column` to one of them"
    )


def of_boxes(rows: Rows, columns: Sequence[int]) -> bool:
    """Tell whether these columns are numbers alone, four or more of them: corners, rather than a class."""
    number = (NUMBER.fullmatch(cell(row, column)) for row in rows for column in columns)
    return len(columns) >= CORNERS and all(number)


def named(column: int, header: Sequence[str]) -> str:
    title = cell(header, column)
    return f"{column} ({title})" if title else str(column)
