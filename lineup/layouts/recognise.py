"""From names of files to the layout of a data set: its parts, its classes, and what is in neither."""

from collections import Counter
from collections.abc import Container
from pathlib import PurePosixPath

from lineup.errors import LineupError
from lineup.layouts import aside, copies, given_names, listed_parts, nested, part_names, tables, tree
from lineup.layouts.contents import Contents
from lineup.layouts.found import Asked, Found, LeftOut, Part
from lineup.layouts.numbered import classes as numbered
from lineup.layouts.tree import Folder
from lineup.words import joined, several

STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")  # of pictures
BOXES = {".json", ".xml", ".yaml"}
NO_TEXT = {".xlsx", ".xls", ".ods", ".parquet", ".json", ".jsonl", ".mat", ".npy", ".pkl"}
MARKS = "|;,"  # between several classes of one picture
SAMPLE = 400  # pictures by which it is told whether a table says more than folders do
EXPECTED = (
    "Expected a folder for each of two or more classes; or train, val and test with such folders; or a table"
    " (.csv, .tsv, .txt) of file names and classes; or files named CLASS_NUMBER"
)


def recognise(contents: Contents, place: str, asked: Asked = None) -> Found:
    """Return the layout; LineupError says what was seen where none is known.

    place: for messages; asked: which of nested folders are the classes, where that is a choice.
    """
    root = tree.build(contents.names, without_ending(contents))
    if not any(root.all_pictures()):
        endings = Counter(PurePosixPath(name).suffix.lower() or "no ending" for name in contents.names)
        what = (
            joined([f"{count:,} with {ending}" for ending, count in endings.most_common()]) if endings else ""
        )
        raise LineupError(f"{place} holds no pictures{f' ({what})' if what else ''}. {EXPECTED}.")
    top, left_out, copied = copies.without(tree.unwrapped(root))
    top, beside = aside.without_masks(top)
    left_out += beside
    found = parted(top, contents, asked) or whole(top, contents, asked)
    if not found.parts:
        raise LineupError(f"{place}: {' '.join([unknown(top, root), *found.notes])} {EXPECTED}.")
    found.left_out += left_out
    found.notes += [contents.note] if contents.note else []
    if copied and found.parts["training"].folder == top.path:
        found.exclude = [copied]
    finish(found, root, contents)
    return found


def without_ending(contents: Contents) -> bool:
    """Tell whether files without an ending are pictures: where most have none, and the first few are."""
    bare = [name for name in contents.names if not PurePosixPath(name).suffix]
    if 2 * len(bare) <= len(contents.names):
        return False
    return all(contents.read(name)[:12].startswith(STARTS) for name in bare[:: max(1, len(bare) // 3)][:3])


def parted(top: Folder, contents: Contents, asked: Asked) -> Found | None:
    """Return the layout of folders named as parts; None where there are none.

    It has no parts where nothing names the classes of training.
    """
    filled = top.filled
    named = part_names.parts(filled, alone=len(filled) == 1) or aside.with_test(top)
    if not named:
        return None
    found = Found("", {}, asked=asked)
    for key in ("training", "validation", "test"):
        names = sorted(named.get(key, []))
        for name in names[1:]:
            found.left_out.append(
                LeftOut(f"{filled[name].path}/", filled[name].count(), f"{names[0]}/ is taken")
            )
        if names and (key == "training" or "training" in found.parts):
            add(found, key, filled[names[0]], contents)
            if key == "training" and key in found.parts:
                listed_parts.divide(found, tree.unwrapped(filled[names[0]]), contents, list(named))
    if "training" not in found.parts:
        return Found("", {}, notes=found.notes)
    for name, folder in filled.items():
        if not any(name in names for names in named.values()):
            found.left_out.append(
                LeftOut(f"{folder.path}/", folder.count(), "beside the parts, no part by its name")
            )
    beside_folders(top, found)
    kept = [f"{PurePosixPath(part.folder).name}/" for part in found.parts.values()]
    found.kind = f"{joined(list(dict.fromkeys(kept)))}, {words(found.parts['training'])}{found.kind}"
    compare_classes(found)
    return found


def add(found: Found, key: str, folder: Folder, contents: Contents) -> None:
    """Add a part, or say why it is none."""
    part = labelled(folder, contents, found, key)
    if part and key != "training" and not set(part.counts) & set(found.parts["training"].counts):
        why = f"no class of {found.parts['training'].folder}/ is among its own ({joined(list(part.counts))})"
        found.left_out.append(LeftOut(f"{folder.path}/", folder.count(), why))
    elif part is None:
        found.left_out.append(
            LeftOut(f"{folder.path}/", folder.count(), "nothing says the class of these pictures")
        )
    else:
        found.parts[key] = part


def whole(top: Folder, contents: Contents, asked: Asked) -> Found:
    """Return the layout of a data set in one part, without that part where nothing names the classes."""
    found = Found("", {}, asked=asked)
    part = labelled(top, contents, found)
    if part is None or len(part.counts) < 2:
        return found
    found.parts["training"] = part
    found.kind = words(part) + (f" in {part.folder}/" if part.folder else "")
    listed_parts.divide(found, tree.unwrapped(top), contents)
    compare_classes(found)
    return found


def labelled(folder: Folder, contents: Contents, found: Found, key: str | None = None) -> Part | None:
    """Return how a part's pictures get their classes: by folders, a table, or their names; None for none.

    key: the part; None for a data set in one.
    """
    inner = tree.unwrapped(folder)
    pictures = list(inner.all_pictures())
    if len(inner.filled) > 1 or (inner.filled and len(inner.pictures) < inner.count() / 2):
        some = pictures[:: max(1, len(pictures) // SAMPLE)]
        table, _ = tables.find(inner, some, contents.names, contents.read, sampled=True, key=key)
        if table is None or not better(table, some, len(inner.filled)):
            beside_folders(inner, found)
            return nested.part(inner, found)
    table, reasons = tables.find(inner, pictures, contents.names, contents.read, key=key)
    by_name = None if inner.filled else numbered(inner.pictures)
    if table and of_training(table, pictures, contents, found):
        table = None
    if table and not (by_name and all(label.isdigit() for label in table.labels.values())):
        return by_table(inner, table, len(pictures), found)
    if by_name:
        return Part(inner.path, "file_name", by_name)
    found.notes += reasons
    training, inside = found.parts.get("training"), {name: one.count() for name, one in folder.filled.items()}
    if inside and training and training.labels == "folder" and set(inside) <= set(training.counts):
        return Part(folder.path, "folder", inside)  # test/cats/1.jpg alone
    return None


def of_training(table: tables.Said, pictures: list[str], contents: Contents, found: Found) -> bool:
    """Tell whether a table is that of training, and its rows mean the files there alone."""
    training = found.parts.get("training")
    if training is None or training.list != table.path or table.rows:
        return False
    others = [name for name in contents.names if name.startswith(f"{training.folder}/")]
    return not tables.tells_apart(contents.read(table.path), pictures, others)


def by_table(folder: Folder, table: tables.Said, pictures: int, found: Found) -> Part:
    """Return the part whose classes a table says; note what it says of no class, and of parts."""
    if without := pictures - len(table.labels):
        found.left_out.append(LeftOut(f"{folder.path}/", without, f"{table.path} gives them no class"))
    if table.split:
        found.notes.append(
            f"{table.path} has a column '{table.split}', which is not used: to keep its parts, put the"
            " pictures of each part into a folder of its own."
        )
    counts = dict(sorted(Counter(table.labels.values()).items()))
    if both := next((label for label in counts for mark in MARKS if of_several(label, mark, counts)), ""):
        found.notes.append(
            f"{table.path} may give pictures several classes: '{both}' is taken for a class of its own, since"
            " Lineup tells apart classes of which a picture has one."
        )
    return Part(folder.path, "list", counts, table.path, table.rows)


def of_several(label: str, mark: str, labels: Container[str]) -> bool:
    """Tell whether a label is made of others: Mass|Nodule beside Mass and Nodule."""
    return mark in label and all(one.strip() in labels for one in label.split(mark))


def better(table: tables.Said, pictures: list[str], folders: int) -> bool:
    """Tell whether a table says more than folders: of nearly all pictures, another class than theirs."""
    if len(table.labels) < 0.8 * len(pictures):
        return False
    agree = sum(label in picture.split("/")[:-1] for picture, label in table.labels.items())
    return agree < 0.5 * len(table.labels) and folders <= len(set(table.labels.values()))


def beside_folders(folder: Folder, found: Found) -> None:
    """Note the pictures that lie beside folders with pictures."""
    if folder.pictures:
        where = f"in {folder.path}/" if folder.path else "in the uppermost folder"
        found.left_out.append(
            LeftOut(f"pictures {where}", len(folder.pictures), "beside the folders, so of no class")
        )


def compare_classes(found: Found) -> None:
    """Note the classes that one part has and training has not, and the other way round."""
    training = set(found.parts["training"].counts)
    apart = {part.folder for part in found.parts.values()}
    for key, part in found.parts.items():
        ours, theirs = (
            f"{found.parts[one].folder}/" if len(apart) == len(found.parts) else f"the {one} part"
            for one in (key, "training")
        )
        if strange := sorted(set(part.counts) - training):
            found.notes.append(
                f"{ours} has {several(len(strange), 'class', 'classes')} that"
                f" {theirs} has not: {joined(strange)}. Their pictures are left out."
            )
        if lacking := sorted(training - set(part.counts)):
            found.notes.append(f"{ours} has no pictures of {joined(lacking)}.")


def finish(found: Found, root: Folder, contents: Contents) -> None:
    """Add the words for classes under numbers, and what is no picture."""
    lists = {part.list for part in found.parts.values()}
    others = [name for name in root.all_others() if name not in lists]
    found.names, source = given_names.words(list(found.parts["training"].counts), others, contents.read)
    if source:
        found.notes.append(f"Classes get their words from {source}.")
    endings = Counter(PurePosixPath(name).suffix.lower() or "no ending" for name in others if name != source)
    for ending, count in endings.most_common():
        found.left_out.append(LeftOut(f"files with {ending}", count, "no picture by its ending"))


def words(part: Part) -> str:
    """Return what names a part's classes, in words."""
    return {
        "folder": "a folder for each class",
        "inner_folder": "a folder for each class, in folders of folders",
        "file_name": "files named CLASS_NUMBER",
        "list": f"classes by the table {part.list}",
    }[part.labels]


def unknown(top: Folder, root: Folder) -> str:
    """Return what is there, where that is no layout that is known."""
    where = f"{top.path}/ holds" if top.path else "it holds"
    names = [f"{name}/" for name in sorted(top.filled)]
    direct = [several(len(top.pictures), "picture")] if top.pictures else []
    stems = {PurePosixPath(name).stem for name in top.all_pictures()}
    boxes, unread = "", ""
    for name in root.all_others():
        path = PurePosixPath(name)
        if not boxes and (path.suffix.lower() in BOXES or (path.suffix == ".txt" and path.stem in stems)):
            boxes = f" ({name} may hold boxes: Lineup tells whole pictures apart.)"
        if not unread and path.suffix.lower() in NO_TEXT:
            unread = f" ({name} is not read: if it names the classes, save it as CSV (UTF-8).)"
    return f"nothing says the class of a picture: {where} {joined([*direct, *names])}.{boxes}{unread}"
