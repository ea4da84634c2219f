"""Folders beside the pictures that are no classes: masks and notes, a test set of another name."""

from lineup.layouts import part_names, tree
from lineup.layouts.found import LeftOut
from lineup.layouts.numbered import classes as numbered
from lineup.layouts.tree import Folder

PICTURES = {"image", "images", "img", "imgs", "jpegimages", "photos", "pictures", "rgb"}
ABOUT = {
    *(
        "annotation",
        "annotations",
        "gt",
        "ground",
        "truth",
        "label",
        "labels",
        "mask",
        "masks",
        "trimap",
        "trimaps",
    ),
    *("segmentation", "segmentations", "boxes", "bboxes", "heatmaps", "previews", "thumbnails"),
}


def without_masks(top: Folder) -> tuple[Folder, list[LeftOut]]:
    """Return the folder of pictures where all others are about them (images/, masks/), and those."""
    images = [name for name in top.filled if name.lower() in PICTURES]
    others = [name for name in top.filled if name not in images]
    if len(images) != 1 or not others or not all(set(part_names.words(name)) <= ABOUT for name in others):
        return top, []
    left = [
        LeftOut(f"{top.filled[name].path}/", top.filled[name].count(), "pictures about pictures")
        for name in others
    ]
    return tree.unwrapped(top.filled[images[0]]), left


def with_test(top: Folder) -> dict[str, list[str]]:
    """Return the parts where one of two folders, x_test/, has the other's classes; else {}."""
    tests = [name for name in top.filled if part_names.hinted(name) == "test"]
    others = [name for name in top.filled if name not in tests]
    if len(tests) != 1 or len(others) != 1:
        return {}
    test, classes = tree.unwrapped(top.filled[tests[0]]), set(tree.unwrapped(top.filled[others[0]]).filled)
    tested = set(test.filled) or set(numbered(test.pictures) or ())
    return {"training": others, "test": tests} if len(classes) > 1 and tested & classes else {}
