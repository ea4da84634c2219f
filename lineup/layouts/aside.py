"""Folders beside the pictures that are no classes: masks and notes, a test set of another name."""

import re
from collections.abc import Collection, Iterable, Mapping

from lineup.layouts import part_names, tree
from lineup.layouts.found import LeftOut, left_out
from lineup.layouts.tree import Folder

COUNTED = re.compile(  # no classes
    r"(fold|split|part|batch|chunk|session|day|set|year|run|trial|group|patient|subject|subj|user|signer|participant"
    r"|volunteer|donor|case|video|clip|cam|camera|loc|location|site|station|plot|trap)?[\W_]*\d+",
    re.IGNORECASE,
)
VERSION = re.compile(r"(.*[\W_])?v(er|ersion)?[\W_]?\d+([._]\d+)*", re.IGNORECASE)
PICTURES = {"image", "images", "img", "imgs", "jpegimages", "photos", "pictures", "rgb"}
SHARE = re.compile(r"((images?|imgs?|photos?|pictures?|part|batch|chunk|shard)[\W_]*)+\d+", re.IGNORECASE)
STATES = set(
    "raw original originals processed preprocessed augmented augmentation aug cropped resized cleaned"
    " enhanced grayscale normalized output outputs results".split()
)
ABOUT = set(
    "annotation annotations gt ground truth label labels mask masks trimap trimaps segmentation segmentations"
    " boxes bboxes heatmaps previews thumbnails".split()
)
EXAMPLES = set("example examples sample samples demo demos doc docs figures screenshots".split())


def counted(names: Iterable[str]) -> bool:
    """Tell whether all names of folders are numbers or dates, but for a word such as fold, day or camera."""
    return all(COUNTED.fullmatch(name) or part_names.DATE.fullmatch(name) for name in names)


def one_set(top: Folder) -> tuple[Folder, list[LeftOut]]:
    """Return the one folder that is the data set, and what lies beside it; all there is where none is."""
    name, why = chosen(top.filled)
    if not name:
        return top, []
    best = top.filled[name]
    left = [left_out(one, why) for one in top.filled.values() if one is not best]
    if top.pictures:
        left.append(LeftOut("pictures beside the folders", len(top.pictures), f"beside {best.path}/"))
    return tree.unwrapped(best), left


def chosen(sets: Mapping[str, Folder]) -> tuple[str, str]:
    """Return the folder that is the data set, and why none of the others is; '' where that is none of them.

    images beside masks; dataset/cat beside examples/1.jpg; v2/cat beside v1/cat; pets/train/cat beside any,
    but fold_1/train/cat beside fold_2. Of several the largest is taken.
    """
    if images := beside_masks(sets):
        return images, "pictures about pictures"
    if len(sets) < 2 or counted(sets) or part_names.parts(sets):
        return "", ""
    whole = [name for name, one in sets.items() if len(tree.unwrapped(one).filled) > 1]
    few = [name for name in sets if name not in whole]
    if len(whole) == 1 and all(EXAMPLES & set(part_names.words(name)) for name in few):
        return whole[0], f"examples beside {sets[whole[0]].path}/"
    versions = not few and all(map(VERSION.fullmatch, sets))
    known = whole if versions else [name for name in whole if of_parts(sets[name])]
    best = max(known, key=lambda name: (sets[name].count(), name), default="")
    return best, best and f"beside {sets[best].path}/, which is taken for the data set"


def beside_masks(names: Collection[str]) -> str:
    """Return the one folder of pictures where all others are about them; '' where it is not so."""
    images = [name for name in names if name.lower() in PICTURES]
    others = [name for name in names if name not in images]
    about = others and all(words and words <= ABOUT for words in map(set, map(part_names.words, others)))
    return images[0] if len(images) == 1 and about else ""


def of_parts(folder: Folder) -> bool:
    """Tell whether a folder has a training part of two classes or more, of which each other part has one."""
    filled = folder.filled
    named = part_names.parts(filled, alone=of_training(folder))
    if not named:
        return len(filled) == 1 and of_parts(*filled.values())
    known = set(tree.unwrapped(filled[named["training"][0]]).filled)
    return len(known) > 1 and all(known & classes_of(filled[name]) for own in named.values() for name in own)


def classes_of(folder: Folder) -> set[str]:
    """Return the names of class folders, or the classes in names of pictures."""
    inner = tree.unwrapped(folder)
    return set(inner.filled) or set(part_names.classes_in(inner.pictures) or ())


def hinted(top: Folder) -> dict[str, list[str]]:
    """Return the parts where most names differ by a part's words alone; else {}.

    Final_Training, Final_Test; pets, pets-test-set; images, test_images: a name without such a word is
    training's.
    """
    groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for name in top.filled:
        words = part_names.words(name)
        rest = tuple(word for word in words if not part_names.part_of(word) and word not in part_names.OTHERS)
        said = any(map(part_names.part_of, words))
        if part := part_names.hinted(name) or (None if said else "training"):
            groups.setdefault(rest, {}).setdefault(part, []).append(name)
    for parts in groups.values():
        names = [name for own in parts.values() for name in own]
        if "training" in parts and 2 * len(names) > len(top.filled) and len(parts) == len(names) > 1:
            return parts
    return {}


def sharing(top: Folder) -> dict[str, list[str]]:
    """Return the parts where every name tells of one, and all share classes with training's class folders.

    train_mini, val; train, test_easy, test_hard. Of two folders one may tell of test alone: PetImages, test.
    """
    parts: dict[str, list[str]] = {}
    for name in top.filled:
        parts.setdefault(part_names.hinted(name) or "", []).append(name)
    if len(top.filled) == 2 and parts.keys() == {"", "test"}:
        parts["training"] = parts.pop("")
    if "" in parts or len(parts) < 2 or len(parts.get("training", [])) != 1:
        return {}
    training = top.filled[parts["training"][0]]
    known = set(tree.unwrapped(training).filled)
    others = [one for one in top.filled.values() if one is not training]
    shared = len(known) > 1 and all(known & classes_of(one) for one in others)
    return parts if shared or part_names.parts(known) else {}


def shares(top: Folder) -> bool:
    """Tell whether folders hold one set's pictures by shares: images_001, images_002; no folders in them."""
    named = len(top.filled) > 1 and all(map(SHARE.fullmatch, top.filled))
    return named and not any(tree.unwrapped(one).filled for one in top.filled.values())


def states(top: Folder) -> bool:
    """Tell whether folders hold one set's pictures in several states, by their names: raw, processed."""
    named = [set(part_names.words(name)) for name in top.filled]
    every = all(own and own <= {*STATES, *part_names.OTHERS} for own in named)
    return len(named) > 1 and every and any(own & STATES for own in named)


def of_training(top: Folder) -> bool:
    """Tell whether one folder alone holds pictures, or class folders and most pictures: Train beside Meta."""
    filled = top.filled
    with_classes = [one for one in filled.values() if len(tree.unwrapped(one).filled) > 1]
    return len(filled) == 1 or (len(with_classes) == 1 and 2 * with_classes[0].count() > top.count())
