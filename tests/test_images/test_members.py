"""Which file of an archive is an image of which class."""

import pytest

from lineup.images import classes, members
from lineup.images.members import Member, Part, PartName, find, limit
from tests.mistakes import mistake


def folder(path: str, label: str | None, part: PartName = "train") -> Member:
    return Member(path, part, label, "folder")


def test_folders_and_numbered_names() -> None:
    names = (
        "annotation.txt test/marge_simpson_2.jpg test/nobody.jpg test/deeper/lisa_10.png train/"
        " train/homer/ train/homer/b.jpg train/homer/deeper/a.jpg train/loose.jpg train2/homer/c.jpg"
    ).split()
    assert find(names, {"train": Part("train", "folder"), "test": Part("test", "file_name")}) == [
        Member("test/deeper/lisa_10.png", "test", "lisa", "file_name"),
        Member("test/marge_simpson_2.jpg", "test", "marge_simpson", "file_name"),
        Member("test/nobody.jpg", "test", None, "file_name"),
        folder("train/homer/b.jpg", "homer"),
        folder("train/homer/deeper/a.jpg", "homer"),
        folder("train/loose.jpg", None),
    ]


def test_a_test_folder_inside_the_training_folder_is_not_a_class() -> None:
    names = ["cat/1.jpg", "test/cat/2.jpg", "dog/3.jpg"]
    assert find(names, {"train": Part("", "folder"), "test": Part("test/", "folder")}) == [
        folder("cat/1.jpg", "cat"),
        folder("dog/3.jpg", "dog"),
        folder("test/cat/2.jpg", "cat", part="test"),
    ]


def test_three_parts_one_of_them_inside_another() -> None:
    names = ["cat/1.jpg", "val/cat/2.jpg", "val/test/cat/3.jpg"]
    parts: dict[PartName, Part] = {
        "train": Part("", "folder"),
        "validation": Part("val", "folder"),
        "test": Part("val/test", "folder"),
    }
    found = find(names, parts)
    assert [(member.part, member.label) for member in found] == [
        ("train", "cat"),
        ("validation", "cat"),
        ("test", "cat"),
    ]
    members.require_parts(found, parts, names)


def test_a_part_without_a_file_says_which_folders_there_are() -> None:
    names = ["photos/train/cat/1.jpg", "photos/val/cat/2.jpg", ".git/x"]
    parts: dict[PartName, Part] = {
        "train": Part("photos/train", "folder"),
        "validation": Part("photos/valid", "folder"),
    }
    assert mistake(members.require_parts, find(names, parts), parts, names) == (
        "dataset.validation.folder: there is no file in 'photos/valid'. Closest: photos/val. The data set has"
        " the folders photos, photos/train, photos/val, photos/train/cat and photos/val/cat."
    )


def test_a_part_all_of_which_another_claims() -> None:
    parts: dict[PartName, Part] = {"train": Part("a", "folder"), "validation": Part("", "folder")}
    assert mistake(members.require_parts, find(["a/cat/1.jpg"], parts), parts, ["a/cat/1.jpg"]) == (
        "dataset.training: every file that it names belongs to another part too, and so to that one."
        " Give another folder or list, or leave dataset.training out."
    )


def test_only_what_a_list_names_belongs_to_a_part() -> None:
    names = ["photos/cat/1.jpg", "photos/cat/2.jpg", "photos/cat/3.jpg", "photos/dog_4.jpg", "cat/5.jpg"]
    training = Part("photos", "folder", {"photos/cat/1.jpg": None, "photos/dog_4.jpg": None})
    test = Part("photos", "file_name", {"photos/dog_4.jpg": None, "cat/5.jpg": None})
    assert find(names, {"train": training, "test": test}) == [
        folder("photos/cat/1.jpg", "cat"),
        Member("photos/dog_4.jpg", "test", "dog", "file_name"),
    ]


def test_classes_from_a_list() -> None:
    listed = {"photos/1.jpg": "cat", "photos/2.jpg": "9", "photos/3.jpg": None}
    assert find([*listed, "photos/4.jpg"], {"train": Part("photos", "list", listed)}) == [
        Member("photos/1.jpg", "train", "cat", "list"),
        Member("photos/2.jpg", "train", "9", "list"),
        Member("photos/3.jpg", "train", None, "list"),
    ]


MANY = [
    folder(f"{label}/{row}.jpg", label) for label, n in (("a", 3), ("b", 5), ("c", 5)) for row in range(n)
]


def test_classes_get_other_names_and_may_become_one() -> None:
    found = [folder("a", "0.0"), folder("b", "0.3"), folder("c", "1.0", part="test"), folder("d", None)]
    renamed = classes.rename(found, {"0.0": "whole", "0.3": "whole"})
    assert [member.label for member in renamed] == ["whole", "whole", "1.0", None]
    assert [member._replace(label=None) for member in renamed] == [
        member._replace(label=None) for member in found
    ]
    assert (
        mistake(classes.rename, found, {"0.30": "whole"})
        == "dataset.names: no image is of the class '0.30'. Closest: 0.3."
    )


def test_classes_by_list_number_or_all() -> None:
    only_test = [*MANY, folder("t/x/1.jpg", "x", part="test")]
    assert classes.choose(only_test, None) == ({"a", "b", "c"}, ["x"])
    assert classes.choose(only_test, ["a", "c", "x"]) == ({"a", "c"}, ["x"])
    assert classes.choose(only_test, 2) == ({"b", "c"}, [])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["homer", "marg"], "dataset.classes: no image is of the class 'marg'. Closest: marge."),
        (3, "dataset.classes asks for the 3 largest classes, but there are 2."),
        (
            ["homer"],
            "Two or more classes are needed, but only one class has training images (homer). Mend"
            " dataset.classes, dataset.exclude or dataset.names in params.yaml, or set"
            " dataset.training.folder to the folder that holds a subfolder per class.",
        ),
    ],
)
def test_mistakes_in_classes(asked: list[str] | int, message: str) -> None:
    assert mistake(classes.choose, [folder("h/1.jpg", "homer"), folder("m/1.jpg", "marge")], asked) == message


def test_nothing_in_the_training_folder() -> None:
    assert mistake(classes.choose, [], None).startswith(
        "Two or more classes are needed, but no training images were found. Mend "
    )


def test_limit_keeps_the_same_images_when_others_come() -> None:
    test = [folder(f"t/a/{row}.jpg", "a", part="test") for row in range(9)]
    few = limit([*MANY, *test], 2)
    assert [member.label for member in few if member.part == "train"] == ["a", "a", "b", "b", "c", "c"]
    assert [member for member in few if member.part == "test"] == test
    assert few == sorted(few)
    more = limit([*MANY, *test], 3)
    assert set(few) < set(more)
    without_one = limit([member for member in MANY if member not in few or member.label != "b"], 2)
    assert {member for member in few if member.label != "b" and member.part == "train"} < set(without_one)
    assert limit(MANY, None) == MANY
