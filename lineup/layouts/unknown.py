"""What is said of pictures whose classes nothing says."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from lineup.images.endings import is_picture
from lineup.layouts import forms
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder
from lineup.words import joined, several

BOXES = {".xml", ".yaml"}
NO_TEXT = {".xlsx", ".xls", ".ods", ".parquet", ".mat", ".npy", ".pkl"}
EXPECTED = (
    "Expected a folder for each of two or more classes; or train, val and test with such folders; or a table"
    " (.csv, .tsv, .txt, .json) of file names and classes; or files named CLASS_NUMBER"
)
ENDINGS = (".txt", ".cls", ".json")
LONGEST = 60  # characters of a class
WORDS = ("label", "class", "category", "cls", "label_name", "class_name")


def no_pictures(names: Sequence[str], read: Callable[[str], bytes]) -> str:
    """Return what there is instead of pictures, to follow 'holds no pictures'."""
    endings = Counter(PurePosixPath(name).suffix.lower() or "no ending" for name in names)
    what = [f"{count:,} with {ending}" for ending, count in endings.most_common()]
    return f"{f' ({joined(what)})' if what else ''}.{forms.advice(names, read)}"


def in_order(pictures: Sequence[str], names: Iterable[str], sheets: Sheets) -> str:
    """Return what is said of a list with a line for each picture that names none; '' where there is none."""
    for name in names:
        if PurePosixPath(name).suffix.lower() in (".txt", ".csv"):
            lines = [line for line in sheets.text(name).splitlines() if line.strip()]
            whole = len(lines) - len(pictures) in (0, 1)
            if whole and isinstance(sheets.of(name, pictures, ""), str):
                return (
                    f" ({name} has a line for each picture, but names no files, and nothing says in which"
                    " order they are. Write a table with a line such as '001.jpg,cat' for each.)"
                )
    return ""


def unknown(top: Folder, root: Folder, sheets: Sheets, reasons: Sequence[str]) -> str:
    """Return what is there, where that is no layout that is known; reasons: why tables are not read."""
    where = f"{top.path}/ holds" if top.path else "it holds"
    names = [f"{name}/" for name in sorted(top.filled)]
    direct = [several(len(top.pictures), "picture")] if top.pictures else []
    stems = {PurePosixPath(name).stem for name in top.all_pictures()}
    boxes, unread = told([*top.all_pictures(), *top.all_others()], sheets.read), ""
    for name in root.all_others():
        path = PurePosixPath(name)
        if not boxes and (path.suffix.lower() in BOXES or (path.suffix == ".txt" and path.stem in stems)):
            boxes = (
                f" ({name} may hold boxes: Lineup tells whole pictures apart. If it says one class for each,"
                " write a table, CSV.)"
            )
        if not unread and path.suffix.lower() in NO_TEXT:
            unread = f" ({name} is not read: if it names the classes, save it as CSV (UTF-8).)"
    if not (boxes or unread or reasons):
        unread = in_order(list(top.all_pictures()), root.all_others(), sheets)
    one = ""
    if top.path and not top.filled and not (boxes or unread or reasons):
        one = f" (If {top.name} is a class, give the folder that holds it and the other classes.)"
    said = f"nothing says the class of a picture: {where} {joined([*direct, *names])}.{boxes}{unread}{one}"
    return " ".join([said, *reasons])


def told(names: Sequence[str], read: Callable[[str], bytes]) -> str:
    """Return what is said of texts that hold a picture's class each; '' where there are none.

    Boxes (several numbers) are no class.
    """
    pictures = {name.rpartition(".")[0]: name for name in names if is_picture(name)}
    for name in names:
        stem, _, ending = name.rpartition(".")
        if stem in pictures and f".{ending.lower()}" in ENDINGS and (label := label_in(read(name))):
            picture = PurePosixPath(pictures[stem]).name
            return (
                f" ({PurePosixPath(name).name} beside {picture} says '{label}': a file for each picture is"
                f" not read. Write one table of them, labels.csv, with a line such as '{picture},{label}'"
                " for each.)"
            )
    return ""


def label_in(data: bytes) -> str:
    """Return the class that a text of one line or an object of JSON says; '' where it says none."""
    text = data.decode("utf-8-sig", errors="replace").strip()
    if text.startswith("{"):
        try:
            said = json.loads(text)
        except ValueError:
            return ""
        return next((str(said[word]) for word in WORDS if isinstance(said.get(word), str | int)), "")
    return (
        text if 0 < len(text) <= LONGEST and "\n" not in text and not re.search(r"\d\s+[\d.]", text) else ""
    )
