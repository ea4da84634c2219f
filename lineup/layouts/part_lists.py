"""Lists that say which pictures are for training, validation and test: train.txt beside test.txt."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath

from lineup.layouts import listed_parts, part_names, tables
from lineup.layouts.found import Found, Part
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder
from lineup.words import joined

MOST = 40  # files that are looked at
FILLERS = {"annotations", "df", "file", "files", "label", "labels", "list", "lists", "meta", "names"}
ORDER = ("test", "validation", "training")  # in which lists are chosen, each apart from those before
Listed = dict[str, set[str]]  # pictures by the path of a list


def find(folder: Folder, pictures: Sequence[str], sheets: Sheets) -> list[dict[str, str]]:
    """Return groups of a list for each part, by its key in `dataset`, which name most of the pictures.

    Lists of one folder, ending and other words (images_variant_train.txt, images_variant_test.txt) belong
    together; those that say parts alone come first. Of several for a part (train1.txt, train2.txt; train.txt,
    trainval.txt) the first that shares no picture with the other parts is taken; for training the longest.
    """
    found = []
    for group in grouped(folder, pictures, sheets):
        if {"training"} < {part_of(path) for path in group}:
            chosen = choose({path: named(path, folder, pictures, sheets) for path in group})
            if 2 * sum(map(len, chosen.values())) >= len(pictures):
                ordered = {key: path for key in reversed(ORDER) for path in chosen if part_of(path) == key}
                found.append(ordered)
    return found


def grouped(folder: Folder, pictures: Sequence[str], sheets: Sheets) -> list[list[str]]:
    """Return the lists that belong together, those that say parts alone first."""
    texts = [path for path in tables.candidates(folder, pictures, sheets.names) if part_of(path)]
    groups: dict[tuple[tuple[str, ...], str, str], list[str]] = {}
    for path in islice(texts, MOST):
        own = PurePosixPath(path)
        groups.setdefault((other_words(path), str(own.parent), own.suffix), []).append(path)
    return [group for _, group in sorted(groups.items(), key=lambda item: len(item[0][0]))]


def unused(folder: Folder, pictures: Sequence[str], sheets: Sheets) -> list[str]:
    """Return a sentence on each list of a part that names pictures of training, and so is none.

    Where there are no such, one on lists that divide nothing: one for each class by itself, say.
    """
    said, others = list[str](), list[str]()
    for group in grouped(folder, pictures, sheets):
        lists = {path: own for path in group if (own := named(path, folder, pictures, sheets))}
        training = {path: own for path, own in lists.items() if part_of(path) == "training"}
        for path, own in lists.items():
            shared = {one: len(own & theirs) for one, theirs in training.items()}
            if path not in training and shared and min(shared.values()):
                one = min(shared, key=lambda name: (shared[name], name))
                said.append(
                    f"{path} names {shared[one]:,} of the pictures that {one} names too, so it is no part of"
                    " its own, and is not used. Take them out of one of the two."
                )
        if {"training"} < {part_of(path) for path in group}:
            others += lists
    if said or not others:
        return said
    return [
        f"{joined(others, 4)} name pictures of parts, by their own names, and are not used: all are split"
        " anew. To keep the parts, write one list for each, train.txt and test.txt, of all classes."
    ]


def part_of(path: str) -> str | None:
    return part_names.hinted(PurePosixPath(path).stem)


def other_words(path: str) -> tuple[str, ...]:
    """Return the words of a list's name that say no part, such as 'variant'."""
    words = part_names.words(PurePosixPath(path).stem)
    return tuple(
        word
        for word in words
        if word not in FILLERS and not part_names.part_of(word) and word not in part_names.OTHERS
    )


def named(path: str, folder: Folder, pictures: Sequence[str], sheets: Sheets) -> set[str]:
    """Return the pictures that a list names; none where it names more that is not there."""
    sheet = sheets.of(path, pictures, folder.path)
    said = sheet if isinstance(sheet, str) else sheet.said(classes=False)
    return set() if isinstance(said, str) or len(said.absent) > len(said.labels) else set(said.labels)


def choose(lists: Listed) -> Listed:
    """Return a list for each part, which share no picture; {} where not training and another have one."""
    chosen: Listed = {}
    for key in ORDER:
        taken = set[str]().union(*chosen.values())
        free = [path for path, own in lists.items() if part_of(path) == key and own and not own & taken]
        if free:
            path = min(free, key=lambda one: (-len(lists[one]) if key == "training" else 0, len(one), one))
            chosen[path] = lists[path]
    return chosen if len(chosen) > 1 and "training" in map(part_of, chosen) else {}


def divide(
    found: Found,
    whole: Part | None,
    lists: Mapping[str, str],
    pictures: Sequence[str],
    folder: str,
    sheets: Sheets,
) -> bool:
    """Divide a layout as lists say; whole: of all pictures, None where the lists say the classes.

    Returns whether they do.
    """
    base = whole or Part(folder, "list", {}, column=sheets.column)
    by_table = whole is not None and whole.labels == "list"  # another one
    parts: dict[str, Part] = {}
    for key, path in lists.items():
        own = base._replace(parts=path) if by_table else base._replace(list=path)
        counts = listed_parts.counted(own, sheets, path, pictures)
        if counts and (key == "training" or set(counts) & set(parts["training"].counts)):
            parts[key] = own._replace(counts=counts)
        elif key == "training":
            return False
    if len(parts) < 2 or len(parts["training"].counts) < 2:
        return False
    count = base.pictures if by_table else len(pictures)
    found.settle(parts, joined([lists[key] for key in parts]), count, "in none of the lists")
    return True
