"""From a table's bytes to its cells, by every separator that it may have."""

import codecs
import csv
import re
from collections.abc import Iterator

from lineup.images.endings import is_picture
from lineup.images.tables import notation
from lineup.images.tables.cells import Rows, UnreadableError

MARKS = {  # the longer ones first: UTF-32's begins with UTF-16's
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WORD = re.compile(r"[^\W\d_]")
SAMPLE = 200  # lines
SEPARATORS = ("\t", ";", ",", "|")
MIXED = "".join(SEPARATORS)
OTHERS = {
    b"PK\x03\x04": "an Excel or another zipped file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"PAR1": "Parquet",
}


def decode(data: bytes) -> str:
    """Return a table's text: in UTF-8, or in what its first bytes say."""
    for start, what in OTHERS.items():
        if data.startswith(start):
            raise UnreadableError(f"is {what}, not a text file. Save it as CSV (UTF-8)")
    coding = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    if coding is None:
        coding = {0: "utf-16-be", 1: "utf-16-le"}.get(data[:2].find(b"\0"), "utf-8")
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        raise UnreadableError("is not a text file in UTF-8. Save it as CSV (UTF-8)") from None
    if "\0" in text:
        raise UnreadableError("is not a text file. Give a table (CSV)")
    return re.sub(r"\Asep=.\r?\n", "", text.replace("\ufeff", ""))  # Excel's own first line


def ways(data: bytes) -> list[Rows]:
    """Return the cells of a table's rows: of JSON, or by each separator in turn."""
    text = decode(data)
    return [notation.rows(text)] if text.lstrip().startswith(("{", "[")) else list(split(text))


def split(text: str) -> Iterator[Rows]:
    """Yield the cells of all rows that are not empty, by each separator in turn; the likeliest first.

    A row may be a path alone; be split by tabs, semicolons, commas or bars, with quotes as CSV has them; by
    blanks; by its first blank, where classes have blanks; or by its last one, where paths have.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    yield [[unquoted(line)] for line in lines]
    both = mixed(lines)
    if both and not any(map(is_picture, both[0])):  # a header that has them all
        yield both
    for separator in SEPARATORS:
        if separator in text:
            yield separated(text, separator)
    if both:
        yield both
    if with_words(lines):
        yield [[unquoted(cell) for cell in line.split(maxsplit=1)] for line in lines]
    yield [[unquoted(cell) for cell in line.split()] for line in lines]
    yield [[unquoted(cell) for cell in line.rsplit(maxsplit=1)] for line in lines]


def mixed(lines: list[str]) -> Rows:
    """Return the cells between separators of several kinds, where that makes all rows of one length; else [].

    Rows have different ones (a.jpg,cat and b.jpg;dog), or all have them in one order (file,label;split).
    """
    kinds = {re.sub(f"[^{MIXED}]", "", line) for line in lines}
    regular = len(set(map(len, kinds))) == 1 and len(kinds) <= len(SEPARATORS)
    if not regular or len(set("".join(kinds))) < 2 or '"' in "".join(lines):
        return []
    return [[unquoted(cell.strip()) for cell in re.split(f"[{MIXED}]", line)] for line in lines]


def with_words(lines: list[str]) -> bool:
    """Tell whether lines have different numbers of words after the first: 0034309 Boeing 707."""
    rests = [line.split()[1:] for line in lines[-SAMPLE:]]
    return len(set(map(len, rests))) > 1 and all(any(map(WORD.search, rest)) for rest in rests)


def separated(text: str, separator: str) -> Rows:
    """Return the cells between separators, without blanks around them; a single quote mark is a letter."""
    lines = text.splitlines(keepends=True)
    try:
        rows = list(csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error:
        rows = list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))
    stripped = [[unquoted(cell.strip()) for cell in row] for row in rows]
    return [row for row in stripped if any(row)]


def unquoted(line: str) -> str:
    """Return a line or cell without a pair of quotes around it."""
    return line[1:-1] if len(line) > 1 and line[0] == line[-1] and line[0] in "\"'" else line
