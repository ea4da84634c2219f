"""Folders beside the pictures that are no classes: masks and notes, a test set of another name."""

import re
from collections.abc import Collection, Iterable, Mapping

from lineup.layouts import part_names, tree
from lineup.layouts.found import LeftOut, left_out
from lineup.layouts.numbered import DATE
from lineup.layouts.numbered import classes as numbered
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
    return all(COUNTED.fullmatch(name) or DATE.fullmatch(name) for name in names)


def without_masks(top: Folder) -> tuple[Folder, list[LeftOut]]:
    """Return the folder of pictures where all others are about them (images/, masks/), and those."""
    images = beside_masks(top.filled)
    if not images:
        return top, []
    others = [folder for name, folder in top.filled.items() if name != images]
    left = [left_out(folder, "pictures about pictures") for folder in others]
    return tree.unwrapped(top.filled[images]), left


def without_examples(top: Folder) -> tuple[Folder, list[LeftOut]]:
    """Return the one folder with class folders where all others are a few pictures of it, and those.

    dataset/cat beside examples/1.jpg and sample_images/2.jpg.
    """
    few = [one for name, one in top.filled.items() if EXAMPLES & set(part_names.words(name)) and bare(one)]
    others = [one for one in top.filled.values() if one not in few]
    if not few or len(others) != 1 or bare(others[0]):
        return top, []
    left = [left_out(one, f"examples beside {others[0].path}/") for one in few]
    if top.pictures:
        left.append(LeftOut("pictures beside the folders", len(top.pictures), f"beside {others[0].path}/"))
    return tree.unwrapped(others[0]), left


def beside_masks(names: Collection[str]) -> str:
    """Return the one folder of pictures where all others are about them; '' where it is not so."""
    images = [name for name in names if name.lower() in PICTURES]
    others = [name for name in names if name not in images]
    about = others and all(words and words <= ABOUT for words in map(set, map(part_names.words, others)))
    return images[0] if len(images) == 1 and about else ""


def largest_set(top: Folder) -> tuple[Folder, list[LeftOut]]:
    """Return the largest of folders that hold a data set each, PART/CLASS in all, and the others.

    pets/train/cat beside pets_small/train/cat, or v1/cat beside v2/cat; not fold_1/train/cat beside fold_2.
    """
    sets = top.filled
    versions = len(sets) > 1 and all(map(VERSION.fullmatch, sets)) and not any(map(bare, sets.values()))
    parted = [name for name, one in sets.items() if of_parts(one)]
    if counted(sets) or part_names.parts(sets) or not alike(sets, parted):
        parted = []
    if len(sets) < 2 or not (versions or parted):
        return top, []
    best = max(sets if versions else parted, key=lambda name: (sets[name].count(), name))
    larger = "which is larger" if parted[1:] else "which has parts"
    larger = "the largest, or the last," if versions else larger
    why = f"a data set of its own beside {sets[best].path}/, {larger} and is taken"
    left = [left_out(one, why) for name, one in sets.items() if name != best]
    return tree.unwrapped(sets[best]), left


def bare(folder: Folder) -> bool:
    """Tell whether a folder's pictures lie in no two folders of their own."""
    return len(tree.unwrapped(folder).filled) < 2


def alike(sets: Mapping[str, Folder], parted: Collection[str]) -> bool:
    """Tell whether all sets are parted, or have a folder for each class of one that is, as training has."""
    trained = [classes_of(sets[name])[0] for name in parted]
    rest = [set(tree.unwrapped(one).filled) for name, one in sets.items() if name not in parted]
    return bool(parted) and all(own in trained for own in rest)


def of_parts(folder: Folder) -> bool:
    """Tell whether a folder's training part has two classes or more, of which another part has one too."""
    classes = classes_of(folder)
    return bool(classes) and len(classes[0]) > 1 and all(one & classes[0] for one in classes)


def classes_of(folder: Folder) -> list[set[str]]:
    """Return the class folders of each part, training first; [] where a folder holds no parts."""
    filled = folder.filled
    named = part_names.parts(filled, alone=True)
    if not named:
        return classes_of(*filled.values()) if len(filled) == 1 else []
    order = sorted(named, key="training".__ne__)
    return [set(tree.unwrapped(filled[name]).filled) for part in order for name in named[part]]


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
    return sharing(top)


def sharing(top: Folder) -> dict[str, list[str]]:
    """Return the parts where every name tells of one, and all hold classes of training's, which is one.

    train_mini, val; train, test_easy, test_hard.
    """
    parts: dict[str, list[str]] = {}
    for name in top.filled:
        parts.setdefault(part_names.hinted(name) or "", []).append(name)
    if "" in parts or len(parts) < 2 or len(parts.get("training", [])) != 1:
        return {}
    classes = {name: set(tree.unwrapped(folder).filled) for name, folder in top.filled.items()}
    known = classes[parts["training"][0]]
    return {} if any(len(own & known) < 2 for own in classes.values()) else parts


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


def with_test(top: Folder) -> dict[str, list[str]]:
    """Return the parts where one of two folders is x_test/, of the other's classes or beside its parts."""
    tests = [name for name in top.filled if part_names.hinted(name) == "test"]
    others = [name for name in top.filled if name not in tests]
    if len(tests) != 1 or len(others) != 1:
        return {}
    test, classes = tree.unwrapped(top.filled[tests[0]]), set(tree.unwrapped(top.filled[others[0]]).filled)
    tested = set(test.filled) or set(numbered(test.pictures) or ())
    whole = len(classes) > 1 and (tested & classes or part_names.parts(classes))
    return {"training": others, "test": tests} if whole else {}
