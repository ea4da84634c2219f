"""Class folders with folders in them: animals/cats. Either level may be the class."""

import re
from collections import Counter
from collections.abc import Mapping

from lineup.images.named import CLASS
from lineup.layouts import aside, part_names, remarks, tree
from lineup.layouts.found import Choice, Found, LeftOut, Level, Part
from lineup.layouts.tree import Folder
from lineup.words import joined, several

GENERIC = re.compile(
    r"(images?|imgs?|photos?|pictures?|pics|frames?|crops?|raw|data|[\W\d_]+)", re.IGNORECASE
)

FEWEST = 3  # pictures of a class


def part(folder: Folder, found: Found) -> Part:
    """Return the part whose classes are the folder's subfolders; with a choice where these have their own."""
    outer = {name: one.count() for name, one in sorted(folder.filled.items())}
    here = Part(folder.path, "folder", outer)
    deeper = {
        name: tree.unwrapped(one).filled or one.filled for name, one in folder.filled.items() if one.filled
    }
    if not deeper:
        return here
    seen = {inner for folders in deeper.values() for inner in folders}
    direct = {inner for one in folder.filled.values() for inner in one.filled}
    if len(deeper) == len(outer) and (inside := aside.beside_masks(direct)):
        return without_masks(folder, inside, found)
    if all(part_names.part_of(name) for name in seen):
        found.notes.append(
            f"{'Each class' if len(deeper) == len(outer) else joined([repr(name) for name in deeper])} has"
            f" folders named {joined(sorted(seen))}: their pictures are mixed and split anew."
        )
    elif not all(GENERIC.fullmatch(name) for name in seen):
        found.choice = choice(folder, outer, deeper)
        if (found.asked or found.choice.default) == "inner_folder":
            found.notes += of_inner(folder)
            return Part(folder.path, "inner_folder", found.choice.inner_folder)
    return here


def of_inner(folder: Folder) -> list[str]:
    """Return a sentence on inner folders that share a name, and one on outer ones that hold none."""
    lowest = {picture.rpartition("/")[0] for picture in folder.all_pictures()}
    count = Counter(path.rpartition("/")[2] for path in lowest)
    shared = [name for name in sorted(count) if count[name] > 1]
    ends = {name: tree.unwrapped(one) for name, one in folder.filled.items()}
    alone = [one.name for one in ends.values() if not one.filled]
    notes = []
    if 0 < len(shared) < len(count):
        notes.append(
            f"Folders of one name are one class: {joined(shared)}. If they are several, rename their folders."
        )
    if 0 < len(alone) < len(ends):
        notes.append(remarks.doubtful(alone, "no class, since others beside it hold several"))
    return notes


def without_masks(folder: Folder, inside: str, found: Found) -> Part:
    """Return the part of the pictures in each class's folder of that name: cats/images, beside cats/masks."""
    own = {name: one.filled for name, one in sorted(folder.filled.items())}
    counts = {name: folders[inside].count() for name, folders in own.items() if inside in folders}
    if rest := folder.count() - sum(counts.values()):
        where = f"the folders beside {inside}/ in each class"
        found.left_out.append(LeftOut(where, rest, "pictures about pictures"))
    return Part(folder.path, "folder", counts, named=f"{CLASS}/{inside}")


def choice(folder: Folder, outer: dict[str, int], deeper: Mapping[str, Mapping[str, Folder]]) -> Choice:
    """Return both readings, and which is likely: the inner ones where none is in two outer ones.

    Where most are (photo/dog, sketch/dog; benign/40X, malignant/40X) neither is.
    """
    deep = (picture for one in folder.folders.values() for picture in one.all_pictures())
    lowest, inner = Counter(picture.rpartition("/")[0] for picture in deep), Counter[str]()
    for path, count in lowest.items():
        inner[path.rpartition("/")[2]] += count
    names = [name for folders in deeper.values() for name in folders]
    all_nested = len(deeper) == len(outer) and not any(one.pictures for one in folder.filled.values())
    few = 2 * len(inner) > len(lowest)  # of them have one name
    apart = few and len(set(names)) == len(names) > len(outer) and max(inner.values()) > 1
    enough = 2 * sum(count >= FEWEST for count in inner.values()) >= len(inner)  # else they are subjects
    default: Level | None = "folder"
    if all_nested and enough:
        default = "inner_folder" if apart or aside.counted(outer) else "folder" if few else None
    return Choice(outer, dict(sorted(inner.items())), default)


def told(found: Found) -> str:
    if not found.choice:
        return ""
    outer, inner = (
        f"{several(len(own), 'class', 'classes')}: {joined(list(own))}"
        for own in (found.choice.folder, found.choice.inner_folder)
    )
    return f"The folders are nested: classes may be the outer ones ({outer}) or the inner ones ({inner})."
