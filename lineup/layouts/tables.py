"""Tables beside pictures: which one says their classes. What is in one, lineup.images.tables says."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from lineup.images.tables import columns, recognise
from lineup.images.tables.cells import cell
from lineup.images.tables.recognise import Sheet, Table
from lineup.layouts import apart, given_names, part_names
from lineup.layouts.apart import Apart, Rows
from lineup.layouts.found import Part
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder

ENDINGS = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".lst", ".list"}
FEW_PARTS = 3  # numbers that stand for parts, in a table without a header
NEARLY = 0.9  # of the pictures
MOST = 12  # files that are looked at
MEANT_BY_SEVERAL = "names files of which"
COLUMN = "`column` to one of"  # in a reason
UNREAD = ("is ", "begins as JSON", MEANT_BY_SEVERAL)  # of reasons to tell: not of another data set's table


class Said(NamedTuple):
    """What a table says: its path, the class of each picture, the title of a column of parts or ''.

    rows: of one part, where it tells that apart; twice: pictures to which it gives several classes; title:
    of the column of the class, or ''; others: tables that give as many of them other classes; rivals: titles
    of other columns that may be the class.
    """

    path: str
    labels: dict[str, str]
    split: str
    rows: Rows | None
    twice: int
    title: str
    others: Sequence[str] = ()
    rivals: Sequence[str] = ()


def find(
    folder: Folder, pictures: Sequence[str], sheets: Sheets, *, sampled: bool = False, key: str | None = None
) -> tuple[Said | None, list[str]]:
    """Return the table that gives the most of a folder's pictures a class; None where none does for half.

    sampled: the pictures are some of the folder's; key: the part that the folder is. Also returned is what
    keeps tables of these pictures from being read.
    """
    best: Said | None = None
    reasons: list[str] = []
    for path, sheet in nearest(folder, pictures, sheets):
        if isinstance(sheet, str):
            reasons += [f"{path} {sheet}."] if sheet.startswith(UNREAD) else []
            continue
        found, parts = understood(sheet, path, sheets.column)
        rows = parts.rows.get(key or "") if parts else None
        if rows and names_most(own := sheet.said(sheets.column, where=rows), pictures, sampled=True):
            found = own
        else:
            rows = None
        if isinstance(found, str):
            if names_most(sheet.said(classes=False), pictures):
                reasons.append(f"{path} {found}.{which(folder.path, path) if COLUMN in found else ''}")
        elif names_most(found, pictures, sampled, key) or names_others_too(found, pictures, sheets):
            if 10 * len(found.twice) > len(found.labels):
                reasons.append(f"{path} {columns.several(len(found.twice), len(found.labels))}.")
                continue
            labels = {picture: label for picture, label in found.labels.items() if label}
            if key is None and len(set(labels.values())) < 2:
                continue  # nothing to tell apart
            split = "" if parts else next(filter(apart.is_title, found.header), "")
            asked = sheets.column is not None
            known = parts.columns if parts else []
            rivals = [] if asked else columns.rivals(found.rows, found.header, found.classes, known)
            new = Said(path, labels, split, rows, len(found.twice), title_of(found), rivals=rivals)
            best = preferred(best, new)
    return best if best and 2 * len(best.labels) >= len(pictures) else None, reasons


def preferred(best: Said | None, new: Said) -> Said:
    """Return what gives more pictures a class; the first of two, which remembers one that differs."""
    if best is None or len(new.labels) > len(best.labels):
        return new
    differs = len(new.labels) == len(best.labels) and new.labels != best.labels
    return best._replace(others=[*best.others, new.path]) if differs and not best.rows else best


def title_of(table: Table) -> str:
    """Return the title of the one column of the class, '' where it has none."""
    return cell(table.header, table.classes[0]) if len(table.classes) == 1 else ""


def of_parts(path: str, table: Table) -> bool:
    """Tell whether a column's title, or a file's name (train_test_split.txt), and few numbers say parts.

    So do names of parts.
    """
    words = set(part_names.words(PurePosixPath(path).stem)) if not table.header else set()
    named = {"partition", "partitions", "split", "splits"} & words or apart.is_title(title_of(table))
    values = {label for label in table.labels.values() if label}
    few = len(values) <= FEW_PARTS and all(one.isdecimal() for one in values)
    return bool(named) and (few or all(map(part_names.part_of, values)))


def which(folder: str, path: str) -> str:
    """Return how a person says which column holds the class."""
    line = f"training: {{folder: {folder or repr('')}, labels: list, list: {path}, column: NAME}}"
    return f" That is `lineup init ... --column NAME`, or `{line}` under `dataset` in params.yaml."


def understood(sheet: Sheet, path: str, column: int | str | None = None) -> tuple[Table | str, Apart | None]:
    """Return what a table says, and what tells its parts apart: columns that are no class."""
    parts = apart.find(sheet.header, sheet.rows, sheet.path)
    if parts is None:
        said = sheet.said(column)
        if not isinstance(said, str) and column is None and of_parts(path, said):
            return "tells parts apart, not classes", None
        return said, None
    every: dict[int | str, list[str]] = {}
    for rows in parts.rows.values():
        for name, values in rows.items():
            every[name] = [*every.get(name, []), *values]
    return sheet.said(column, where=every), parts


def parting(folder: Folder, pictures: Sequence[str], sheets: Sheets) -> tuple[str, Apart] | None:
    """Return the table that tells most of a folder's pictures apart into parts, and how; None for none."""
    for path, sheet in nearest(folder, pictures, sheets):
        if isinstance(sheet, str) or not names_most(sheet.said(classes=False), pictures):
            continue
        if parts := apart.find(sheet.header, sheet.rows, sheet.path):
            return path, parts
    return None


def nearest(folder: Folder, pictures: Sequence[str], sheets: Sheets) -> Iterator[tuple[str, Sheet | str]]:
    """Yield tables that may name a folder's pictures, the nearest first, or why one cannot be read."""
    for path in islice(candidates(folder, pictures, sheets.names), MOST):
        if sheets.mentions(path, pictures):
            yield path, sheets.of(path, pictures, folder.path)


def candidates(folder: Folder, pictures: Sequence[str], names: Iterable[str]) -> list[str]:
    """Return the files that may be a table of a folder's pictures, the nearest first.

    A text beside each picture, under its name, is none; nor is what is to be handed in in a contest.
    """
    texts = [PurePosixPath(name) for name in names if name.lower().endswith(tuple(ENDINGS))]
    if not texts:
        return []
    beside = {PurePosixPath(picture).stem for picture in pictures}
    likely = (path for path in texts if path.stem not in beside and "submission" not in path.stem.lower())
    return sorted(map(str, likely), key=lambda path: (distance(folder, path), path))


def distance(folder: Folder, path: str) -> int:
    """Return how many steps lead from a folder to that of a file."""
    here, there = PurePosixPath(folder.path).parts, PurePosixPath(path).parts[:-1]
    common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(here, there, strict=False))))
    return len(here) + len(there) - 2 * common


def names_most(
    found: Table | str, pictures: Sequence[str], sampled: bool = False, key: str | None = "test"
) -> bool:
    """Tell whether a table names half of the pictures or more, and little that is not there.

    One that names nearly all of training may be of a larger set; key: the part, None for all there is.
    """
    if isinstance(found, str):
        return False
    larger = key in (None, "training") and len(found.labels) >= NEARLY * len(pictures)
    few = sampled or larger or len(found.absent) <= len(found.labels)
    return few and 2 * len(found.labels) >= len(pictures)


def names_others_too(found: Table, pictures: Sequence[str], sheets: Sheets) -> bool:
    """Tell whether a table names most of the pictures, and otherwise files of the data set's other parts.

    What a row names has to be one file of the data set.
    """
    if len(found.labels) < NEARLY * len(pictures):
        return False
    absent = set(found.absent)
    own = {cell(row, found.path) for row in found.rows} - absent
    return all(2 * sum(map(sheets.one_file, names)) > len(names) for names in (own, absent))


def tells_apart(data: bytes, pictures: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether a table means a part's pictures rather than others of the same names."""
    read = recognise.sheet(data, [*pictures, *others])
    found = read if isinstance(read, str) else read.said()
    return not isinstance(found, str) and 2 * len(found.labels.keys() & set(pictures)) >= len(pictures)


def words(part: Part, pictures: Sequence[str], sheets: Sheets) -> dict[str, str]:
    """Return a name for each number that is a class, by another column of its table; {} for none."""
    sheet = sheets.of(str(part.list), pictures, part.folder)
    said = sheet if isinstance(sheet, str) else sheet.said(sheets.column)
    if isinstance(said, str) or len(said.classes) != 1:
        return {}
    return given_names.beside(said.rows, said.classes[0])
