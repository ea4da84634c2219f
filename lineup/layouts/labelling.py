"""What gives the pictures of a part their classes: folders, a table, or their names."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from pathlib import PurePosixPath

from lineup.images.tables import columns
from lineup.layouts import aside, nested, part_names, tables, tree
from lineup.layouts.found import Found, LeftOut, Part, flow, layout
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder
from lineup.words import joined

TAKEN = (
    "{names} are taken for {what}. If they are classes: --labels folder, or `training: {{folder: ''}}` under"
    " `dataset` in params.yaml."
)
MARKS = "|;,"  # between several classes of one picture
MAIN = re.compile("(primary|main)", re.IGNORECASE)
HEXADECIMAL = re.compile("[0-9a-f]{1,3}")
SAMPLE = 400  # pictures by which it is told whether a table says more than folders do


def labelled(folder: Folder, sheets: Sheets, found: Found, key: str | None = None) -> Part | None:
    """Return how a part's pictures get their classes: by folders, a table, or their names; None for none.

    key: the part; None for a data set in one.
    """
    inner = tree.unwrapped(folder)
    pictures = list(inner.all_pictures())
    in_shares = found.asked != "folder" and (aside.shares(inner) or aside.states(inner))
    if inner.filled and not in_shares and (len(inner.filled) > 1 or 2 * len(inner.pictures) < inner.count()):
        some = pictures[:: max(1, len(pictures) // SAMPLE)]
        table, reasons = tables.find(inner, some, sheets, sampled=True, key=key)
        folders = [] if sharded([inner.below(one) for one in some]) else list(inner.filled)
        if table is None or not better(table, some, folders):
            own = tuple(f"{one.path}/" for one in inner.filled.values())  # a class's own tables say no more
            found.notes += said_otherwise(inner, table, some) if table else []
            told = [reason for reason in reasons if tables.MEANT_BY_SEVERAL in reason]
            found.notes += [reason for reason in told if not reason.startswith(own)]
            beside_folders(inner, found)
            return nested.part(inner, found)
    table, reasons = tables.find(inner, pictures, sheets, key=key)
    training = found.parts.get("training")
    known = training.counts if training and training.labels == "file_name" else ()
    by_name = None if inner.filled else part_names.classes_in(inner.pictures, known)
    if table and table.others:
        said = f"{joined(table.others)} {'says' if len(table.others) == 1 else 'say'} other classes"
        found.notes.append(f"{said} of these pictures than {table.path}, which is taken.")
    if table and of_another(table, inner, pictures, sheets, found):
        table = None
    if table and not (by_name and all(label.isdigit() for label in table.labels.values())):
        return by_table(inner, table, len(pictures), found, sheets.column)
    if by_name:
        if rest := len(inner.pictures) - sum(by_name.values()):
            found.left_out.append(LeftOut("pictures", rest, "not named CLASS_NUMBER, as the others are"))
        return Part(inner.path, "file_name", by_name)
    found.notes += reasons
    if in_shares:
        found.notes.append(taken(inner.filled, "one set of pictures, in shares or states"))
    inside = {name: one.count() for name, one in folder.filled.items()}
    if inside and training and training.labels == "folder" and set(inside) <= set(training.counts):
        return Part(folder.path, "folder", inside)  # test/cats/1.jpg alone
    return None


def taken(names: Iterable[str], what: str) -> str:
    return TAKEN.format(names=joined(list(names)), what=what)


def of_another(table: tables.Said, folder: Folder, pictures: list[str], sheets: Sheets, found: Found) -> bool:
    """Tell whether a table is another part's, or lies in its folder, and its rows mean the files there."""
    bases = {part.folder for part in found.parts.values() if part.list == table.path and not part.rows}
    beside = table.path.rpartition("/")[0]
    if beside and not table.rows and not f"{folder.path}/".startswith(f"{beside}/"):
        bases.add(beside)
    own, starts = set(pictures), tuple(f"{base}/" for base in bases)
    others = [name for name in sheets.names if name.startswith(starts) and name not in own] if starts else []
    return bool(others) and not tables.tells_apart(sheets.text(table.path), pictures, others)


def by_table(
    folder: Folder, table: tables.Said, pictures: int, found: Found, column: int | str | None
) -> Part:
    """Return the part whose classes a table says; note what it says of no class, and of parts."""
    where = f"{folder.path}/" if folder.path else "pictures"
    if table.twice:
        found.left_out.append(LeftOut(where, table.twice, f"{table.path} gives them several classes"))
    if without := pictures - len(table.labels) - table.twice:
        found.left_out.append(LeftOut(where, without, f"{table.path} gives them no class"))
    if MAIN.match(table.title):
        found.notes.append(f"{table.path}: a picture's class is its '{table.title}'; others are not used.")
    elif table.rivals:
        found.notes.append(
            f"{table.path}: a picture's class is its '{table.title}'; it may be its"
            f" {joined([repr(one) for one in table.rivals], 8)} instead: --column NAME."
        )
    if table.split:
        found.notes.append(
            f"{table.path} has a column '{table.split}', which is not used: to keep its parts, put the"
            " pictures of each part into a folder of its own."
        )
    counts = dict(sorted(Counter(table.labels.values()).items()))
    both = next((label for label in counts for mark in MARKS if of_several(label, mark, counts)), "")
    if both := both or of_words(list(counts)):
        found.notes.append(
            f"{table.path} may give pictures several classes: '{both}' is taken for a class of its own, since"
            " Lineup tells apart classes of which a picture has one."
        )
    return Part(folder.path, "list", counts, table.path, table.rows, column)


def of_several(label: str, mark: str, labels: Container[str]) -> bool:
    """Tell whether a label is made of others: Mass|Nodule beside Mass; with other marks, beside both."""
    made = [one.strip() in labels for one in label.split(mark)]
    return len(made) > 1 and (any(made) if mark == "|" else all(made))


def of_words(labels: Sequence[str]) -> str:
    """Return a label of several words where labels seem made of few words: haze primary; '' for none.

    More labels than words, and of different lengths: so are tags, and hardly names.
    """
    made = [label.split() for label in labels]
    words = {word for label in made for word in label}
    if len(labels) <= len(words) or any(map(str.isdecimal, words)) or len(set(map(len, made))) < 3:
        return ""
    return max(labels, key=lambda label: len(label.split()))


def sharded(paths: Sequence[str]) -> bool:
    """Tell whether folders are the first signs of their files' names, as 3/f/3fa0.jpg, not 3/3_1.jpg."""
    first = [path.partition("/")[0] for path in paths]
    return all(
        HEXADECIMAL.fullmatch(start) and re.match(rf"{start}[^\W_]", PurePosixPath(path).name)
        for start, path in zip(first, paths, strict=True)
    )


def better(table: tables.Said, pictures: list[str], folders: Sequence[str]) -> bool:
    """Tell whether a table says other classes than folders, and more, or calls them so where these count."""
    more = len(folders) <= len(set(table.labels.values()))
    called = columns.usually(table.title) and aside.counted(folders)
    return (more or called) and differs(table, pictures, len(folders))


def said_otherwise(folder: Folder, table: tables.Said, pictures: list[str]) -> list[str]:
    if columns.SUBJECTS.fullmatch(table.title) or not differs(table, pictures, len(folder.filled)):
        return []
    said = joined(sorted(set(table.labels.values())), 6)
    line = flow({"training": layout(Part(folder.path, "list", {}, table.path))})[1:-1]
    return [
        f"{table.path} says other classes of these pictures ({said}) than the folders, which are taken. If"
        f" the table's are meant: `{line}` under `dataset` in params.yaml."
    ]


def differs(table: tables.Said, pictures: list[str], folders: int) -> bool:
    """Tell whether a table says of nearly all pictures another class than their folders do."""
    if len(table.labels) < 0.8 * len(pictures):
        return False
    pairs = {(picture.rpartition("/")[0], label) for picture, label in table.labels.items()}
    labels = {label for _, label in pairs}
    same = len(pairs) == len(labels) == len({path for path, _ in pairs})
    if same and (len(labels) == folders or all(map(str.isdecimal, labels))):
        return False  # the folders' classes under other names
    agree = sum(label in picture.split("/")[:-1] for picture, label in table.labels.items())
    return agree < 0.5 * len(table.labels)


def beside_folders(folder: Folder, found: Found) -> None:
    if folder.pictures:
        where = f"in {folder.path}/" if folder.path else "in the uppermost folder"
        why = "beside the folders, so of no class"
        found.left_out.append(LeftOut(f"pictures {where}", len(folder.pictures), why))


def words(part: Part) -> str:
    return {
        "folder": "a folder for each class",
        "inner_folder": "a folder for each class, in folders of folders",
        "file_name": "files named CLASS_NUMBER",
        "list": f"classes by the table {part.list}",
    }[part.labels]
