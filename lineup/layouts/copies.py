"""Folders that hold their neighbours once more: x/x/CLASS beside x/CLASS, as archives have it."""

from pathlib import PurePosixPath

from lineup.layouts import tree
from lineup.layouts.found import LeftOut, left_out
from lineup.layouts.tree import Folder


def without(top: Folder) -> tuple[Folder, list[LeftOut], str]:
    """Return the folder to read, and what is said of one in it that holds its neighbours once more.

    Where all neighbours are in that one, file by file, it is read in their stead. Else it is left out, and
    its name is returned last: it is none of the classes.
    """
    top, twins = without_twins(top)
    if twins:
        return top, twins, ""
    if copy := of_all(top):
        return without_copy(top, copy, "the pictures of the folders beside it once more, by their names")
    for name, folder in top.filled.items():
        inner = tree.unwrapped(folder)
        beside = {other: one for other, one in top.filled.items() if other != name}
        shared = set(inner.filled) & set(beside)
        if len(shared) < 2 or 2 * len(shared) < len(beside):
            continue
        if not any(names_in(inner.filled[one]) & names_in(beside[one]) for one in shared):
            continue  # train/c/3 beside train/3: shares of a set
        whole = shared == set(beside) and all(holds(inner.filled[one], beside[one]) for one in beside)
        if whole:
            count, where = sum(one.count() for one in beside.values()), f"the folders beside {folder.path}/"
            return inner, [LeftOut(where, count, f"the same pictures are in {inner.path}/")], ""
        return without_copy(top, name, "the folders beside it once more, not whole")
    return top, [], ""


def without_copy(top: Folder, name: str, held: str) -> tuple[Folder, list[LeftOut], str]:
    """Return what `without` does where a folder holds others once more; held: which, in words."""
    rest = Folder(top.path, top.pictures, top.others, {k: v for k, v in top.folders.items() if k != name})
    folder = top.folders[name]
    return rest, [left_out(folder, f"holds {held}")], name


def names_in(folder: Folder) -> set[str]:
    """Return the names of a folder's pictures, at any depth."""
    return {PurePosixPath(one).name for one in folder.all_pictures()}


def of_all(top: Folder) -> str:
    """Return the folder that has a picture of each name in the others, and no more: raw beside cat and dog.

    '' where there is none, or where two of the others share a name.
    """
    names = {
        name: {PurePosixPath(one).name for one in folder.pictures} for name, folder in top.filled.items()
    }
    flat = all(len(own) == top.folders[name].count() for name, own in names.items())
    largest = max(names, key=lambda name: len(names[name]), default="")
    others = [own for name, own in names.items() if name != largest]
    shared = flat and len(others) > 1 and sum(map(len, others)) == len(names[largest])
    return largest if shared and set().union(*others) == names[largest] else ""


def holds(folder: Folder, other: Folder) -> bool:
    """Tell whether a folder has a picture of each name that the other has."""
    return {other.below(one) for one in other.all_pictures()} <= {
        folder.below(one) for one in folder.all_pictures()
    }


def without_twins(top: Folder) -> tuple[Folder, list[LeftOut]]:
    """Return the folder without those that hold a neighbour once more: data/pets/CLASS beside pets/CLASS."""
    filled = top.filled
    left: list[LeftOut] = []
    for name, folder in filled.items():
        inner = tree.unwrapped(folder)
        steps = {step.strip().casefold() for step in top.below(inner.path).split("/")}
        for other, one in filled.items():
            own = tree.unwrapped(one)
            if any(one.path == gone.what.rstrip("/") for gone in left):
                continue
            named = other != name and other.strip().casefold() in steps and inner.path != folder.path
            if named and len(own.filled) > 1 and holds(own, inner) and holds(inner, own):
                left.append(left_out(folder, f"the same pictures are in {own.path}/"))
                break
    gone = {one.what.rstrip("/") for one in left}
    rest = {name: one for name, one in top.folders.items() if one.path not in gone}
    kept = Folder(top.path, top.pictures, top.others, rest)
    return (tree.unwrapped(kept) if left else top), left
