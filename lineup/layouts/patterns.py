"""Parts that no folder of their own tells apart, but names: train_cats/, cats/train/, train_cat_12.jpg."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, NamedTuple

from lineup.images.named import ANY, CLASS, class_of
from lineup.layouts import part_names
from lineup.layouts.aside import COUNTED
from lineup.layouts.found import Part
from lineup.layouts.tree import Folder

BETWEEN = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")  # words: train_cats, trainCats
FOLDERS = re.compile("/")  # cats/train


class Name(NamedTuple):
    """A name of pictures of one part and class: `named` as in params.yaml, train_CLASS."""

    key: str
    named: str
    label: str


def find(top: Folder) -> tuple[dict[str, Part], list[str]]:
    """Return the parts, by their key in `dataset`, and folders of other names; {} where names tell none."""
    filled = top.filled
    if not filled:
        counts = part_names.classes_in(top.pictures) or {}
        return parts(top, "file_name", counts, first) or parts(top, "file_name", counts, last), []
    outer = {name: folder.count() for name, folder in filled.items()}
    for read in (first, last):
        if found := parts(top, "folder", outer, read, some=True):
            return found, [name for name in outer if read(name) is None]
    if any(folder.pictures for folder in filled.values()):
        return {}, []
    inner = below(filled)
    if all(map(COUNTED.fullmatch, filled)) and not any(one.pictures for one in inner.values()):
        deep = below(inner)
        again = repeated(deep)
        counts = {
            name: folder.count() for name, folder in deep.items() if not again or name.startswith(again)
        }
        if found := parts(top, "folder", counts, partial(deeper, fold=again.rstrip("/") or ANY)):
            return found, [name for name in outer if again and name != again.rstrip("/")]
    return parts(top, "folder", {name: one.count() for name, one in inner.items()}, last), []


def parts(
    top: Folder,
    labels: Literal["folder", "file_name"],
    counts: Mapping[str, int],
    read: Callable[[str], Name | None],
    *,
    some: bool = False,
) -> dict[str, Part]:
    """Return the parts where names tell of them, all of a part alike, and parts share classes.

    counts: pictures by name; read: takes a name apart; some: a few names may be others, where each part
    shares two classes with training.
    """
    known = {name: one for name in counts if (one := read(name))}
    found: dict[str, Part] = {}
    for name, one in known.items():
        part = found.setdefault(one.key, Part(top.path, labels, {}, named=one.named))
        if str(part.named).casefold() != one.named.casefold():
            return {}
        own = {**part.counts, one.label: part.counts.get(one.label, 0) + counts[name]}
        found[one.key] = part._replace(counts=dict(sorted(own.items())))
    if any(class_of(name, str(part.named)) for name in counts.keys() - known for part in found.values()):
        return {}  # Trainers beside TrainCats: the pattern would take it for 'ers'
    training = set(found["training"].counts) if "training" in found else set()
    shared = [training & set(part.counts) for key, part in found.items() if key != "training"]
    others = len(counts) - len(known)
    if 2 * others > (len(known) if some else 0):
        return {}
    fewest = 2 if others else 1
    if len(training) < 2 or not shared or any(len(one) < fewest for one in shared):
        return {}
    return {key: found[key] for key in ("training", "validation", "test") if key in found}


def below(folders: Mapping[str, Folder]) -> dict[str, Folder]:
    """Return the folders in these, by both names: cats/train."""
    pairs = ((name, inner) for name, folder in folders.items() for inner in folder.filled)
    return {f"{name}/{inner}": folders[name].folders[inner] for name, inner in pairs}


def signs(name: str) -> list[re.Match[str]]:
    """Return what stands between a path's folders, or between the words of one name."""
    return list((FOLDERS if "/" in name else BETWEEN).finditer(name))


def first(name: str) -> Name | None:
    """Take train_cats apart."""
    for between in signs(name):
        word, label = name[: between.start()], name[between.end() :]
        if key := part_names.part_of(word):
            return Name(key, f"{word}{between[0]}{CLASS}", label)
    return None


def last(name: str) -> Name | None:
    """Take cats_train and cats/train apart."""
    for between in reversed(signs(name)):
        word, label = name[between.end() :], name[: between.start()]
        if key := part_names.part_of(word):
            return Name(key, f"{CLASS}{between[0]}{word}", label)
    return None


def deeper(name: str, fold: str) -> Name | None:
    """Take fold1/train/cats apart; fold: what stands for the first folder."""
    found = first(name.partition("/")[2])
    return found and found._replace(named=f"{fold}/{found.named}")


def repeated(folders: Mapping[str, Folder]) -> str:
    """Return the first of folds that hold the same pictures, each in other parts, as 'fold1/'; '' for none.

    Together they would test what they train on; their names tell, train/cats/1.jpg beside val/cats/1.jpg.
    """
    training, others = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for name, folder in folders.items():
        fold, word, label = name.split("/")
        own = {f"{label}/{folder.below(one)}" for one in folder.all_pictures()}
        (training if part_names.part_of(word) == "training" else others)[fold] |= own
    if any(training[fold] & others[fold] for fold in others):
        return ""  # names that are the same in a fold's parts tell nothing
    trained, tested = set[str]().union(*training.values()), set[str]().union(*others.values())
    first = min(folders, default="").partition("/")[0]
    return f"{first}/" if tested and 2 * len(trained & tested) > len(tested) else ""
