"""Folders that hold their neighbours once more: x/x/CLASS beside x/CLASS, as archives have it."""

from collections.abc import Collection
from pathlib import PurePosixPath

from lineup.layouts import tree
from lineup.layouts.found import LeftOut, left_out
from lineup.layouts.tree import Folder


def without(top: Folder) -> tuple[Folder, list[LeftOut], str]:
    """Return the folder to read, and what is said of one in it that holds its neighbours once more.

    Where all neighbours are in that one, file by file, it is read in their stead. Else it is left out, and
    its name is returned last: it is none of the classes.
    """
    twins: dict[str, str] = {}
    for name in top.filled:
        if twin := twin_of(top, name, twins):
            twins[name] = f"the same pictures are in {twin}/"
    if twins:
        left = [left_out(top.folders[name], why) for name, why in twins.items()]
        return tree.unwrapped(top.without(twins)), left, ""
    if copy := of_all(top):
        why = "holds the pictures of the folders beside it once more, by their names"
        return top.without([copy]), [left_out(top.folders[copy], why)], copy
    for name, folder in top.filled.items():
        inner, beside = tree.unwrapped(folder), top.without([name]).filled
        shared = set(inner.filled) & set(beside)
        if len(shared) < 2 or 2 * len(shared) < len(beside):
            continue
        if not any(names_in(inner.filled[one]) & names_in(beside[one]) for one in shared):
            continue  # train/c/3 beside train/3: shares of a set
        if shared == set(beside) and all(holds(inner.filled[one], beside[one]) for one in beside):
            count, where = sum(one.count() for one in beside.values()), f"the folders beside {folder.path}/"
            return inner, [LeftOut(where, count, f"the same pictures are in {inner.path}/")], ""
        left = [left_out(folder, "holds the folders beside it once more, not whole")]
        return top.without([name]), left, name
    return top, [], ""


def names_in(folder: Folder) -> set[str]:
    """Return the names of a folder's pictures, at any depth."""
    return {PurePosixPath(one).name for one in folder.all_pictures()}


def of_all(top: Folder) -> str:
    """Return the folder that has a picture of each name in the others, and no more: raw beside cat and dog.

    '' where there is none, or where two of the others share a name.
    """
    names = {name: names_in(folder) for name, folder in top.filled.items()}
    flat = not any(folder.filled for folder in top.filled.values())
    largest = max(names, key=lambda name: len(names[name]), default="")
    others = [own for name, own in names.items() if name != largest]
    shared = flat and len(others) > 1 and sum(map(len, others)) == len(names[largest])
    return largest if shared and set().union(*others) == names[largest] else ""


def holds(folder: Folder, other: Folder) -> bool:
    """Tell whether a folder has a picture of each name that the other has."""
    return {other.below(one) for one in other.all_pictures()} <= {
        folder.below(one) for one in folder.all_pictures()
    }


def twin_of(top: Folder, name: str, gone: Collection[str]) -> str:
    """Return the neighbour's path that a folder holds once more: data/pets/CLASS beside pets/CLASS, or ''."""
    inner = tree.unwrapped(top.folders[name])
    steps = {step.strip().casefold() for step in top.below(inner.path).split("/")[1:]}
    for other, one in top.filled.items():
        own = tree.unwrapped(one)
        named = other not in {name, *gone} and other.strip().casefold() in steps
        if named and len(own.filled) > 1 and holds(own, inner) and holds(inner, own):
            return own.path
    return ""
