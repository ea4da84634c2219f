"""Every layout that people have: what is recognised, with its counts, and what is said to be left out."""

import itertools
import json
from collections.abc import Mapping
from typing import Any

import pytest

from lineup.errors import LineupError
from lineup.layouts.contents import Contents
from lineup.layouts.found import Found, Part
from lineup.layouts.recognise import recognise
from lineup.layouts.unknown import EXPECTED


def pictures(folder: str, classes: Mapping[str, int], ending: str = "jpg") -> dict[str, bytes]:
    prefix = f"{folder}/" if folder else ""
    return {
        f"{prefix}{label}/{n:03d}.{ending}": b"" for label, count in classes.items() for n in range(count)
    }


def flat(folder: str, names: list[str]) -> dict[str, bytes]:
    return {f"{folder}/{name}" if folder else name: b"" for name in names}


def contents(files: Mapping[str, bytes], **more: Any) -> Contents:
    return Contents(sorted(files), lambda name, size=None: files[name][:size], **more)


def seen(files: Mapping[str, bytes], column: str | None = None) -> Found:
    return recognise(contents(files), "pictures", column=column)


def refused(files: Mapping[str, bytes]) -> str:
    """Return what is said of files that make no layout."""
    with pytest.raises(LineupError) as caught:
        seen(files)
    return str(caught.value)


def left_out(found: Found) -> list[tuple[str, int, str]]:
    return [(one.what, one.count, one.why) for one in found.left_out]


CATS = {"cats": 6, "dogs": 4}
NUMBERS = [f"{n:03d}.jpg" for n in range(8)]
ROWS = [f"{n:03d}.jpg,{'cat' if n % 2 else 'dog'}" for n in range(8)]
OWN = {"train": 0.6, "validation": 0.2, "test": 0.2}
KEPT = {"train": 1.0, "validation": 0, "test": 0}


def layout(folder: str, labels: str = "folder", **more: Any) -> dict[str, Any]:
    return {"folder": folder, "labels": labels, **more}


@pytest.mark.parametrize("inside", ["", "x", "x/x"])
def test_a_folder_for_each_class(inside: str) -> None:
    found = seen(pictures(inside, CATS))
    assert found.dataset() == ({"training": layout(inside)} if inside else {})
    assert (found.counts, found.split()) == ({"cats": {"training": 6}, "dogs": {"training": 4}}, OWN)
    where = f" in {inside}/" if inside else ""
    assert (found.kind, found.left_out) == (f"a folder for each class{where}", [])


@pytest.mark.parametrize("inside", ["", "pets/pets/"])
@pytest.mark.parametrize(
    "names",
    [
        ("train", "val", "test"),
        ("training", "validation", "testing"),
        ("Train", "Valid", "Test"),
        ("TRAINING_SET", "dev", "test_set"),
        ("seg_train", "seg_val", "seg_test"),
        ("train_images", "valid-images", "TestImages"),
        ("trainset", "valset", "testset"),
    ],
)
def test_three_parts_are_kept_as_they_are(inside: str, names: tuple[str, str, str]) -> None:
    files = {key: b"" for name in names for key in pictures(f"{inside}{name}", CATS)}
    found = seen(files)
    keys = ("training", "validation", "test")
    assert found.dataset() == {key: layout(f"{inside}{name}") for key, name in zip(keys, names, strict=True)}
    assert found.split() == KEPT
    assert found.counts["cats"] == dict.fromkeys(keys, 6)
    assert (found.left_out, found.notes) == ([], [])


def test_two_parts() -> None:
    found = seen(pictures("train", CATS) | pictures("test", CATS))
    assert (list(found.parts), found.split()) == (
        ["training", "test"],
        {"train": 0.8, "validation": 0.2, "test": 0},
    )
    found = seen(pictures("train", CATS) | pictures("valid", CATS))
    assert (list(found.parts), found.split()) == (
        ["training", "validation"],
        {"train": 0.8, "validation": 0, "test": 0.2},
    )


def test_each_part_doubled() -> None:
    found = seen(pictures("seg_train/seg_train", CATS) | pictures("seg_test/seg_test", CATS))
    assert {key: part.folder for key, part in found.parts.items()} == {
        "training": "seg_train/seg_train",
        "test": "seg_test/seg_test",
    }


def test_a_train_between_a_bus_and_a_car_is_a_class() -> None:
    assert seen(pictures("", {"bus": 3, "car": 3, "train": 3})).dataset() == {}
    assert list(seen(pictures("", {"test_tube": 3, "train": 3, "flask": 3})).counts) == [
        "flask",
        "test_tube",
        "train",
    ]


def test_a_test_part_without_classes_is_said_to_be_left_out() -> None:
    found = seen(pictures("train", CATS) | flat("test", NUMBERS))
    assert found.dataset() == {"training": layout("train")}
    assert left_out(found) == [("test/", 8, "nothing says the class of these pictures")]


def test_classes_that_one_part_lacks_are_told() -> None:
    found = seen(pictures("train", CATS) | pictures("test", {"cats": 2, "Dogs": 2}))
    assert found.notes == [
        "test/ has 1 class that train/ has not: Dogs. Their pictures are left out.",
        "test/ has no pictures of dogs.",
        "The classes 'Dogs' and 'dogs' have names that look alike; dataset.names makes them one.",
    ]


@pytest.mark.parametrize("folder", ["", "train/"])
@pytest.mark.parametrize("place", ["train.csv", "labels.csv", "train/labels.csv", "x/y.txt"])
def test_a_folder_with_a_table(folder: str, place: str) -> None:
    lines = ["file,label", *(f"{folder}{row}" for row in ROWS)]
    found = seen(flat("train", NUMBERS) | {place: "\n".join(lines).encode()})
    part = found.parts["training"]
    assert (part.folder, part.labels, part.list) == ("train", "list", place)
    assert found.counts == {"cat": {"training": 4}, "dog": {"training": 4}}
    assert found.left_out == []


def test_a_table_with_a_column_for_each_class() -> None:
    lines = ["filename, cat, dog", *(f"{row[:7]}, {n % 2}, {1 - n % 2}" for n, row in enumerate(ROWS))]
    files: dict[str, bytes] = {}
    for part in ("train", "valid", "test"):
        files |= flat(part, NUMBERS) | {f"{part}/_classes.csv": "\n".join(lines).encode()}
    found = seen(files)
    assert found.counts == {
        label: dict.fromkeys(("training", "validation", "test"), 4) for label in ("cat", "dog")
    }
    assert found.parts["validation"].list == "valid/_classes.csv"


def test_train_and_test_with_a_table_of_training_alone() -> None:
    found = seen(
        flat("train", NUMBERS) | flat("test", NUMBERS[:3]) | {"labels.csv": "\n".join(ROWS).encode()}
    )
    assert list(found.parts) == ["training"]
    assert found.parts["training"].folder == "train"
    assert left_out(found) == [("test/", 3, "nothing says the class of these pictures")]


@pytest.mark.parametrize("count", [3, 8])
def test_a_table_of_training_is_not_read_for_files_of_the_same_names_in_test(count: int) -> None:
    lines = "\n".join(f"train/{row}" for row in ROWS)
    found = seen(flat("train", NUMBERS) | flat("test", NUMBERS[:count]) | {"labels.csv": lines.encode()})
    assert list(found.parts) == ["training"]


@pytest.mark.parametrize("prefix", ["", "test/"])
def test_one_table_for_training_and_test(prefix: str) -> None:
    tested = [row if prefix else f"t{row}" for row in ROWS]
    files = flat("train", NUMBERS) | flat("test", [row.split(",")[0] for row in tested])
    lines = [f"{prefix and 'train/'}{row}" for row in ROWS] + [f"{prefix}{row}" for row in tested]
    found = seen(files | {"labels.csv": "\n".join(lines).encode()})
    assert found.counts["cat"] == {"training": 4, "test": 4}


def test_what_is_to_be_handed_in_says_no_class() -> None:
    files = flat("train", NUMBERS) | flat("test", [f"t{name}" for name in NUMBERS])
    files |= {"train.csv": "\n".join(ROWS).encode()}
    files |= {"sample_submission.csv": "\n".join(f"t{row[:7]},cat" for row in ROWS).encode()}
    assert list(seen(files).parts) == ["training"]


def test_a_text_for_each_picture_is_no_table() -> None:
    texts = {f"images/{name}".replace(".jpg", ".txt"): b"0 0.5 0.5 0.1 0.1\n" for name in NUMBERS}
    with pytest.raises(LineupError, match="nothing says the class of a picture: images/ holds 8 pictures"):
        seen(flat("images", NUMBERS) | texts)


def test_a_table_with_several_columns_that_may_be_the_class_is_told() -> None:
    rows = [f"{row[:7]},{'red' if n < 4 else 'blue'},{row[8:]}" for n, row in enumerate(ROWS)]
    files = flat("train", NUMBERS) | {"labels.csv": "\n".join(["file,colour,shape", *rows]).encode()}
    told = refused(files)
    assert told == (
        "pictures: nothing says the class of a picture: train/ holds 8 pictures. labels.csv has several"
        " columns that may be the class: 1 (colour) and 2 (shape). Set `column` to one of them. That is"
        " `lineup init ... --column NAME`, or `training: {folder: train, labels: list, list: labels.csv,"
        f" column: NAME}}` under `dataset` in params.yaml. {EXPECTED}."
    )
    found = seen(files, column="shape")
    assert found.dataset() == {"training": layout("train", "list", list="labels.csv", column="shape")}
    assert list(found.counts) == ["cat", "dog"]


def test_train_and_test_with_a_table_each() -> None:
    files = flat("train", NUMBERS) | flat("test", [f"t{name}" for name in NUMBERS])
    files |= {
        "train.csv": "\n".join(ROWS).encode(),
        "test.csv": "\n".join(f"t{row}" for row in ROWS).encode(),
    }
    found = seen(files)
    assert {key: (part.folder, part.list) for key, part in found.parts.items()} == {
        "training": ("train", "train.csv"),
        "test": ("test", "test.csv"),
    }


PARTED = {  # the header of a table's column, and what stands there for training, validation and test
    "split": ("train", "val", "test"),
    "Usage": ("Training", "PublicVal", "PrivateTest"),
    "is_valid": ("False", "True", None),
    "is_train": ("1", None, "0"),
    "colour of ink": ("train", None, "test"),
}


@pytest.mark.parametrize("title", PARTED)
@pytest.mark.parametrize("order", [1, 2])
def test_a_column_that_tells_parts_apart_makes_them(title: str, order: int) -> None:
    cells = dict(zip(("training", "validation", "test"), PARTED[title], strict=True))
    keys = [key for key, cell in cells.items() if cell is not None]
    rows = [f"{n:03d}.jpg" for n in range(4 * len(keys))]
    lines = [["file", "kind of animal", title]]
    lines += [[name, "cat" if n % 2 else "dog", str(cells[keys[n // 4]])] for n, name in enumerate(rows)]
    table = "\n".join(",".join([line[0], line[order], line[3 - order]]) for line in lines)
    found = seen(flat("images", rows) | {"labels.csv": table.encode()})
    assert found.counts == {label: dict.fromkeys(keys, 2) for label in ("cat", "dog")}
    assert found.dataset() == {
        key: layout("images", "list", list="labels.csv", rows={title: [cells[key]]}) for key in keys
    }
    assert found.kind == f"classes by the table labels.csv in images/, parts by '{title}' of labels.csv"
    assert (found.notes, found.left_out) == ([], [])


def test_a_table_of_parts_beside_class_folders() -> None:
    files = pictures("", CATS)
    lines = "\n".join(f"{name},{'test' if n % 2 else 'train'}" for n, name in enumerate(sorted(files)))
    found = seen(files | {"parts.csv": f"path,phase\n{lines}\n".encode()})
    assert found.counts == {"cats": {"training": 3, "test": 3}, "dogs": {"training": 2, "test": 2}}
    assert found.parts["test"] == Part("", "folder", {"cats": 3, "dogs": 2}, "parts.csv", {"phase": ["test"]})


def test_a_column_of_parts_that_is_not_understood_is_told() -> None:
    lines = ["file,label,split", *(f"{row},{n % 2}" for n, row in enumerate(ROWS))]
    found = seen(flat("images", NUMBERS) | {"labels.csv": "\n".join(lines).encode()})
    assert found.notes == [
        "labels.csv has a column 'split', which is not used: to keep its parts, put the pictures of each part"
        " into a folder of its own."
    ]


def test_pictures_without_a_class_in_the_table_are_counted() -> None:
    found = seen(flat("images", NUMBERS) | {"labels.csv": "\n".join(ROWS[:5]).encode()})
    assert left_out(found) == [("images/", 3, "labels.csv gives them no class")]


@pytest.mark.parametrize("inner", ["pets", "pets/pets"])
def test_a_folder_with_its_neighbours_once_more(inner: str) -> None:
    found = seen(pictures("", CATS) | pictures(inner, CATS))
    assert found.dataset() == {"training": layout(inner)}
    assert left_out(found) == [("the folders beside pets/", 10, f"the same pictures are in {inner}/")]


def test_a_folder_with_some_of_its_neighbours_once_more_is_left_out() -> None:
    found = seen(pictures("", CATS) | pictures("pets", {"cats": 6, "dogs": 2}))
    assert found.dataset() == {"exclude": ["pets"]}
    assert left_out(found) == [("pets/", 8, "holds the folders beside it once more, not whole")]


def test_parts_with_their_copies_beside_them() -> None:
    files: dict[str, bytes] = {}
    for part in ("train", "val", "test"):
        files |= pictures(f"chest_xray/{part}", CATS) | pictures(f"chest_xray/chest_xray/{part}", CATS)
    found = seen(files)
    assert [part.folder for part in found.parts.values()] == [
        f"chest_xray/chest_xray/{part}" for part in ("train", "val", "test")
    ]
    assert left_out(found) == [
        ("the folders beside chest_xray/chest_xray/", 30, "the same pictures are in chest_xray/chest_xray/")
    ]


@pytest.mark.parametrize("list_name", ["words.txt", "LOC_synset_mapping.txt", "imagenet_class_index.json"])
def test_imagenet_names_get_their_words(list_name: str) -> None:
    lines = {
        "words.txt": "n01440764\ttench, Tinca tinca\nn02012849\tcrane\nn03126707\tcrane\n",
        "LOC_synset_mapping.txt": "n01440764 tench, Tinca tinca\nn02012849 crane\nn03126707 crane\n",
        "imagenet_class_index.json": '{"0": ["n01440764", "tench"], "1": ["n02012849", "crane"],'
        ' "2": ["n03126707", "crane"]}',
    }
    classes = {"n01440764": 3, "n02012849": 2, "n03126707": 2}
    found = seen(
        pictures("train", classes) | pictures("val", classes) | {list_name: lines[list_name].encode()}
    )
    assert list(found.counts) == ["crane (n02012849)", "crane (n03126707)", "tench"]
    assert found.dataset()["names"]["n01440764"] == "tench"
    assert found.notes == [f"Classes get their words from {list_name}."]


@pytest.mark.parametrize(
    ("list_name", "text"),
    [
        ("cat_to_name.json", '{"1": "pink primrose", "2": "sweet pea", "10": "globe-flower"}'),
        ("class_indices.json", '{"globe-flower": 10, "pink primrose": 1, "sweet pea": 2}'),
        ("classes.txt", "001 pink primrose\n002 sweet pea\n010 globe-flower\n011 moss\n"),
        ("names.csv", "id,name\n1,pink primrose\n2,sweet pea\n10,globe-flower\n"),
    ],
)
@pytest.mark.parametrize("number", ["{}", "{:05}"])
def test_numbers_get_their_words(list_name: str, text: str, number: str) -> None:
    classes = {number.format(n): 3 for n in (1, 2, 10)}
    found = seen(pictures("train", classes) | pictures("valid", classes) | {list_name: text.encode()})
    assert list(found.counts) == ["globe-flower", "pink primrose", "sweet pea"]
    assert found.notes == [f"Classes get their words from {list_name}."]


def test_numbers_without_a_list_of_them_stay() -> None:
    rows = "".join(f"{n},cat {n}\n" for n in range(20))
    found = seen(pictures("", {"1": 3, "2": 2}) | {"about.csv": rows.encode(), "2.txt": b"1 a\n1 b\n2 c\n"})
    assert (found.names, found.notes) == ({}, [])


def test_imagenets_validation_by_its_solution() -> None:
    classes = {"n01440764": 4, "n02012849": 4}
    rows = [f"{n:03},{name} 1 2 3 4 " for n, name in enumerate([*classes, *classes])]
    solution = "\n".join(["ImageId,PredictionString", *rows]).encode()
    found = seen(pictures("train", classes) | flat("val", NUMBERS[:4]) | {"LOC_val_solution.csv": solution})
    assert found.parts["validation"].counts == {"n01440764": 2, "n02012849": 2}


def test_imagenet_names_without_a_list_stay() -> None:
    found = seen(pictures("", {"n01440764": 3, "n02012849": 2}))
    assert (found.names, found.notes) == ({}, [])


def test_tiny_imagenet() -> None:
    files = {
        f"tiny/train/{name}/images/{name}_{n}.JPEG": b""
        for name in ("n01440764", "n02012849")
        for n in range(4)
    }
    files |= flat("tiny/val/images", [f"val_{n}.JPEG" for n in range(6)])
    rows = [f"val_{n}.JPEG\t{'n01440764' if n % 2 else 'n02012849'}\t0\t32\t44\t62" for n in range(6)]
    files |= {"tiny/val/val_annotations.txt": "\n".join(rows).encode()}
    files |= flat("tiny/test/images", [f"test_{n}.JPEG" for n in range(6)])
    found = seen(files)
    assert found.dataset() == {
        "training": layout("tiny/train"),
        "validation": layout("tiny/val/images", "list", list="tiny/val/val_annotations.txt"),
    }
    assert found.choice is None
    assert left_out(found) == [("tiny/test/", 6, "nothing says the class of these pictures")]


@pytest.mark.parametrize("name", ["{}.{}.jpg", "{}-{}.jpg", "{} ({}).jpg", "{}_{}.png", "{} {}.jpg"])
def test_files_numbered_in_other_ways(name: str) -> None:
    files = flat("train", [name.format(label, n) for label in ("cat", "dog") for n in range(4)])
    found = seen(files | flat("test1", [f"{n}.jpg" for n in range(3)]))
    assert found.dataset() == {"training": layout("train", "file_name")}
    assert left_out(found) == [("test1/", 3, "nothing says the class of these pictures")]


TEXT = ("files with .txt", 1, "no picture by its ending")


@pytest.mark.parametrize("about", ["masks", "annotations/trimaps", "ground_truth"])
def test_pictures_about_pictures_are_no_class(about: str) -> None:
    files = flat("images", [f"{label}_{n}.jpg" for label in ("pug", "persian") for n in range(3)])
    numbers = "\n".join(f"{name[7:-4]} {1 + ('pug' in name)} 1" for name in files)
    files |= flat(about, [f"pug_{n}.png" for n in range(3)])
    found = seen(files | {"annotations/list.txt": numbers.encode()})
    assert found.dataset() == {"training": layout("images", "file_name")}
    assert left_out(found) == [(f"{about.split('/')[0]}/", 3, "pictures about pictures"), TEXT]


def test_a_test_set_of_another_name_beside_the_classes() -> None:
    files = pictures("simpsons/simpsons", CATS)
    files |= flat("kaggle_simpson_testset", [f"{label}_{n}.jpg" for label in CATS for n in range(2)])
    assert {key: (part.folder, part.labels) for key, part in seen(files).parts.items()} == {
        "training": ("simpsons/simpsons", "folder"),
        "test": ("kaggle_simpson_testset", "file_name"),
    }
    crash = pictures("crash_test", {"front": 3}) | pictures("bottles", CATS)
    assert list(seen(crash).parts) == ["training"]


def test_a_part_of_quite_other_classes_is_none() -> None:
    found = seen(pictures("train", CATS) | pictures("val", {"0": 3, "1": 3}))
    assert list(found.parts) == ["training"]
    assert left_out(found) == [("val/", 6, "no class of train/ is among its own (0 and 1)")]


def test_files_without_an_ending_that_are_pictures() -> None:
    files = {name.removesuffix(".jpg"): b"\xff\xd8\xff\xe0 and more" for name in pictures("", CATS)}
    assert seen(files).counts == {"cats": {"training": 6}, "dogs": {"training": 4}}
    with pytest.raises(LineupError, match=r"holds no pictures \(10 with no ending\)"):
        seen(dict.fromkeys(files, b"text"))


@pytest.mark.parametrize("folder", ["", "images"])
def test_a_flat_folder_of_numbered_files(folder: str) -> None:
    found = seen(flat(folder, [f"{label}_{n}.jpg" for label in ("cat", "big_dog") for n in range(3)]))
    assert found.dataset() == {"training": layout(folder, "file_name")}
    assert found.counts == {"big_dog": {"training": 3}, "cat": {"training": 3}}


def test_a_cameras_numbers_name_no_class() -> None:
    told = refused(flat("", [f"IMG_{n:04d}.JPG" for n in range(9)]))
    assert told == f"pictures: nothing says the class of a picture: it holds 9 pictures. {EXPECTED}."


def test_nested_folders_are_told_with_the_choice() -> None:
    found = seen(pictures("animals", CATS) | pictures("vehicles", {"cars": 3, "vans": 2}))
    assert found.dataset() == {"training": layout("", "inner_folder")}
    assert found.choice is not None
    assert found.choice.folder == {"animals": 10, "vehicles": 5}
    assert found.choice.inner_folder == {"cars": 3, "cats": 6, "dogs": 4, "vans": 2}


def test_inner_folders_that_outer_ones_share_are_no_classes() -> None:
    found = seen(pictures("anna", {"front": 3, "side": 3}) | pictures("ben", {"front": 3, "side": 2}))
    assert found.dataset() == {}
    assert found.choice is not None
    assert (found.choice.default, list(found.counts)) == (None, ["anna", "ben"])


@pytest.mark.parametrize("outer", [("fold1", "fold2"), ("2021", "2022"), ("Batch 1", "Batch 2")])
def test_folders_that_are_counted_are_no_classes(outer: tuple[str, str]) -> None:
    found = seen(pictures(outer[0], CATS) | pictures(outer[1], CATS))
    assert found.counts == {"cats": {"training": 12}, "dogs": {"training": 8}}


def test_inner_folders_of_pictures_or_numbers_are_no_choice() -> None:
    found = seen(pictures("anna", {"images": 3}) | pictures("ben", {"2021-05": 3, "2021-06": 1}))
    assert (found.choice, found.counts["ben"]) == (None, {"training": 4})


def test_a_part_within_each_class_is_told() -> None:
    found = seen(pictures("anna", {"train": 3, "test": 3}) | pictures("ben", {"test": 2}))
    assert found.notes == [
        "Each class has folders named test and train: their pictures are mixed and split anew."
    ]


def three(name: str, each: str = "{:03d}.jpg") -> dict[str, bytes]:
    """Return pictures whose names tell of part and class."""
    parts = {"train": 3, "val": 2, "test": 1}
    every = [(part, label, n) for part, count in parts.items() for label in CATS for n in range(count)]
    return {f"{name.format(part=part, label=label)}{each.format(n)}": b"" for part, label, n in every}


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("{part}_{label}/", "train_CLASS"),
        ("pets/{label}-{part}/", "CLASS-train"),
        ("{label}/{part}/", "CLASS/train"),
        ("{label}/{part}_images/", "CLASS/train_images"),
        ("{label}/{part}/images/", "CLASS/train"),
        ("split1/{part}/{label}/", "*/train/CLASS"),
        ("{part}_{label}_", "train_CLASS"),
        ("{label}.{part}.", "CLASS.train"),
    ],
)
def test_names_that_tell_of_part_and_class(name: str, named: str) -> None:
    files = three(name)
    if "split1" in name:
        files |= three(name.replace("split1", "split2"), "{}.png")
    found = seen(files)
    assert found.dataset()["training"]["named"] == named
    times = 2 if "split1" in name else 1
    assert found.counts == {
        label: {"training": 3 * times, "validation": 2 * times, "test": times} for label in CATS
    }
    assert found.left_out == []


def test_parts_in_names_of_two_cases() -> None:
    found = seen(pictures("", {"catsTrain": 4, "dogsTrain": 4, "catsTest": 2, "dogsTest": 2}))
    assert found.dataset()["test"] == layout("", named="CLASSTest")
    assert found.counts == {label: {"training": 4, "test": 2} for label in CATS}


def test_a_folder_beside_parts_by_name_is_left_out() -> None:
    found = seen(three("{label}_{part}/") | flat("misc", NUMBERS))
    assert {part.named for part in found.parts.values()} == {"CLASS_train", "CLASS_val", "CLASS_test"}
    assert left_out(found) == [("misc/", 8, "named otherwise")]
    assert seen(pictures("", {"train_a": 3, "train_b": 3, "test_a": 3, "misc": 3})).dataset() == {}


def test_classes_that_look_alike_are_told() -> None:
    assert seen(pictures("", {"cat": 3, "Cat ": 3, "dog": 3})).notes == [
        "The classes 'Cat ' and 'cat' have names that look alike; dataset.names makes them one."
    ]
    assert seen(pictures("", {"cat": 3, "c\u0430t": 3, "dog": 3})).notes == [
        "The classes 'cat' and 'c\u0430t' have names that look alike; dataset.names makes them one.",
        "The class 'c\u0430t' has letters of two alphabets in a word: 'c\\u0430t'.",
    ]


@pytest.mark.parametrize("classes", [("test_tube", "train_station"), ("training_shoe", "test_tube", "bus")])
def test_names_of_classes_that_only_look_like_parts(classes: tuple[str, ...]) -> None:
    assert seen(pictures("", dict.fromkeys(classes, 3))).dataset() == {}
    with pytest.raises(LineupError, match="nothing says the class of a picture: it holds 8 pictures"):
        seen(flat("", [f"{part}_{n}.jpg" for part in ("train", "test") for n in range(4)]))


LISTED = {  # where lists are, and what they are called for training, validation and test
    "meta": ("train.txt", "val.txt", "test.txt"),
    "annotations": ("trainval.txt", None, "test.txt"),
    "": ("train.csv", "valid.csv", "test.csv"),
    "splits": ("train_list.txt", None, "test_list.txt"),
}


@pytest.mark.parametrize("folder", LISTED)
@pytest.mark.parametrize(
    "names", ["images/{label}/{n}.jpg", "images/{label}_{n}.jpg", "images/{n}{label}.jpg"]
)
def test_lists_that_tell_parts_apart(folder: str, names: str) -> None:
    every = {names.format(label=label, n=n): label for n in range(6) for label in CATS}
    keys, files = ("training", "validation", "test"), dict.fromkeys(every, b"")
    lists = {
        key: f"{folder}/{name}".lstrip("/") for key, name in zip(keys, LISTED[folder], strict=True) if name
    }
    for place, path in enumerate(lists.values()):
        own = [item for at, item in enumerate(every.items()) if at // 2 % len(lists) == place]
        rows = [f"{name.removeprefix('images/').removesuffix('.jpg')},{label}" for name, label in own]
        files[path] = "\n".join(["file,label", *rows]).encode()
    found = seen(files)
    assert {key: part.list for key, part in found.parts.items()} == lists
    assert found.counts == {label: dict.fromkeys(lists, 6 // len(lists)) for label in CATS}
    assert found.left_out == []


def test_of_several_lists_a_part_those_apart_are_taken() -> None:
    files = pictures("images", {"cats": 6, "dogs": 6})
    for number in (1, 2):
        for place, part in enumerate(("train", "val", "test")):
            own = sorted(files)[(place + number) % 3 : 12 : 3]
            files[f"labels/{part}{number}.txt"] = "\n".join(own).encode()
    assert [part.list for part in seen(files).parts.values()] == [
        f"labels/{part}1.txt" for part in ("train", "val", "test")
    ]


COCO: dict[str, list[dict[str, Any]]] = {
    "images": [{"id": n, "file_name": name} for n, name in enumerate(NUMBERS)],
    "annotations": [{"image_id": n, "category_id": 1 + n % 2} for n in range(8) for _ in range(2)],
    "categories": [{"id": 1, "name": "dog"}, {"id": 2, "name": "cat"}],
}
PAIRS = {row.split(",")[0]: row.split(",")[1] for row in ROWS}
JSON = {
    "metadata.jsonl": "\n".join(json.dumps({"file_name": name, "label": PAIRS[name]}) for name in PAIRS),
    "annotations.json": json.dumps(COCO),
    "labels.json": json.dumps(PAIRS),
    "classes.json": json.dumps({label: [n for n in PAIRS if PAIRS[n] == label] for label in ("cat", "dog")}),
    "images.json": json.dumps({name: {"width": 4, "label": label} for name, label in PAIRS.items()}),
    "createml.json": json.dumps(
        [{"image": n, "annotations": [{"label": PAIRS[n], "coordinates": {"x": 1}}] * 2} for n in PAIRS]
    ),
    "via.json": json.dumps(
        {
            "_via_settings": {},
            "_via_img_metadata": {
                f"{n}12": {"filename": n, "size": 12, "regions": [], "file_attributes": {"class": PAIRS[n]}}
                for n in PAIRS
            },
        }
    ),
    "list.json": json.dumps({"version": 1, "samples": [{"image": n, "class": PAIRS[n]} for n in PAIRS]}),
}


@pytest.mark.parametrize("name", JSON)
def test_a_table_in_json(name: str) -> None:
    found = seen(flat("images", NUMBERS) | {name: JSON[name].encode()})
    assert found.dataset() == {"training": layout("images", "list", list=name)}
    assert found.counts == {"cat": {"training": 4}, "dog": {"training": 4}}


@pytest.mark.parametrize(("twice", "kept"), [(1, True), (4, False)])
def test_pictures_of_several_categories_are_counted(twice: int, kept: bool) -> None:
    more = [{"image_id": n, "category_id": 2 - n % 2} for n in range(twice)]
    images = [*COCO["images"], *({"id": n, "file_name": f"{n:03d}.jpg"} for n in range(8, 12))]
    others = [{"image_id": n, "category_id": 1 + n % 2} for n in range(8, 12)]
    content = COCO | {"images": images, "annotations": [*COCO["annotations"], *more, *others]}
    files = flat("images", [f"{n:03d}.jpg" for n in range(12)]) | {"a.json": json.dumps(content).encode()}
    if kept:
        assert left_out(seen(files)) == [("images/", 1, "a.json gives them several classes")]
        return
    with pytest.raises(LineupError, match=r"a\.json gives 4 of 12 pictures several classes\. Lineup tells"):
        seen(files)


def test_the_main_label_of_several_is_taken_and_told() -> None:
    rows = [f"{row},{'red' if n < 4 else 'blue'}" for n, row in enumerate(ROWS)]
    table = "\n".join(["file,primary_label,secondary_labels", *rows]).encode()
    found = seen(flat("images", NUMBERS) | {"labels.csv": table})
    assert (list(found.counts), found.notes) == (
        ["cat", "dog"],
        ["labels.csv: a picture's class is its 'primary_label'; others are not used."],
    )


def test_lists_of_each_class_are_refused_with_what_to_write() -> None:
    files = flat("VOC/JPEGImages", NUMBERS) | flat("VOC/SegmentationClass", ["000.png"])
    for label, part in itertools.product(("cat", "dog"), ("train", "val")):
        rows = [f"{name[:3]} {' 1' if PAIRS[name] == label else '-1'}" for name in NUMBERS]
        files[f"VOC/ImageSets/Main/{label}_{part}.txt"] = "\n".join(rows).encode()
    told = refused(files)
    assert told == (
        "pictures: VOC/ImageSets/Main/ has a list for each of 2 classes (cat and dog), such as cat_train.txt,"
        " that says whether a picture shows it: one may show several. Lineup tells apart classes of which a"
        " picture has one. Write a table of the pictures that show one, labels.csv: a first line"
        " 'file,label,split', and for each picture one such as '2008_000008,cat,train' (train, val or test)."
        " Then give a folder with that table and the folder of the pictures alone."
    )


@pytest.mark.parametrize("labels", [["cat", "dog"], ["0", "1"]])
def test_a_list_in_the_pictures_order_is_told(labels: list[str]) -> None:
    files = flat("images", [f"a{name}" for name in NUMBERS])
    told = refused(files | {"labels.txt": "\n".join(labels * 4).encode()})
    assert told == (
        "pictures: nothing says the class of a picture: images/ holds 8 pictures. (labels.txt has a line for"
        " each picture, but names no files, and nothing says in which order they are. Write a table with a"
        f" line such as '001.jpg,cat' for each.) {EXPECTED}."
    )


@pytest.mark.parametrize(("name", "numbers"), [("classes.txt", "01"), ("label_names.txt", "12")])
def test_numbers_get_words_in_their_order(name: str, numbers: str) -> None:
    rows = "\n".join(f"{file},{numbers[n % 2]}" for n, file in enumerate(NUMBERS))
    found = seen(flat("images", NUMBERS) | {"labels.csv": rows.encode(), name: b"cat\ndog\n"})
    assert found.dataset()["names"] == {numbers[0]: "cat", numbers[1]: "dog"}


def test_pictures_beside_class_folders_and_other_files_are_counted() -> None:
    files = pictures("", CATS) | flat("", ["cover.jpg", "sheet.png", "README.md", "notes.txt", "LICENSE"])
    assert left_out(seen(files)) == [
        ("pictures in the uppermost folder", 2, "beside the folders, so of no class"),
        ("files with no ending", 1, "no picture by its ending"),
        ("files with .md", 1, "no picture by its ending"),
        ("files with .txt", 1, "no picture by its ending"),
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "pictures holds no pictures."),
        (
            pictures("", {"cats": 5}),
            "pictures: nothing says the class of a picture: cats/ holds 5 pictures. (If cats is a class, give"
            " the folder that holds it and the other classes.)",
        ),
        (
            flat("train", NUMBERS) | flat("test", NUMBERS),
            "pictures: nothing says the class of a picture: it holds test/ and train/.",
        ),
    ],
)
def test_what_it_cannot_tell_it_says(files: dict[str, bytes], said: str) -> None:
    told = refused(files)
    assert told == f"{said} {EXPECTED}."


def test_a_test_part_with_one_of_the_classes() -> None:
    found = seen(pictures("train", CATS) | pictures("test", {"cats": 3}))
    assert found.parts["test"] == Part("test", "folder", {"cats": 3})
    assert found.notes == ["test/ has no pictures of dogs."]


def test_a_train_beside_another_of_its_name_or_what_has_no_classes() -> None:
    found = seen(pictures("train", CATS) | pictures("Train", CATS))
    assert (list(found.counts), left_out(found)) == (["cats", "dogs"], [("train/", 10, "Train/ is taken")])
    found = seen(pictures("train", CATS) | flat("unlabeled", NUMBERS))
    assert list(found.counts) == ["cats", "dogs"]
    assert left_out(found) == [("unlabeled/", 8, "beside the parts, no part by its name")]


def test_numbers_right_behind_the_class() -> None:
    found = seen(flat("", [f"{label}{n:03d}.jpg" for label in ("cat", "dog") for n in range(3)]))
    assert found.counts == {"cat": {"training": 3}, "dog": {"training": 3}}
    with pytest.raises(LineupError, match="nothing says the class of a picture: it holds 8 pictures"):
        seen(flat("", NUMBERS))


@pytest.mark.parametrize("mark", ["|", ";", " "])
def test_pictures_of_several_classes_are_told(mark: str) -> None:
    words = ["clear primary", "clear primary water", "primary", "primary water", "clear", "clear water"]
    labels = words if mark == " " else ["Mass", "Nodule" if mark == ";" else "Hernia", f"Mass{mark}Nodule"]
    text = "image,finding\n" + "\n".join(f"{n},{labels[i % len(labels)]}" for i, n in enumerate(2 * NUMBERS))
    pairs = {line.split(",")[0]: line for line in text.splitlines()}
    files = flat("images", NUMBERS) | {"labels.csv": "\n".join(pairs.values()).encode()}
    (note,) = seen(files).notes
    both = "clear primary water" if mark == " " else f"Mass{mark}Nodule"
    assert note == (
        f"labels.csv may give pictures several classes: '{both}' is taken for a class of its own,"
        " since Lineup tells apart classes of which a picture has one."
    )


TABLES_UNREAD = {
    "labels.xlsx": "(labels.xlsx is not read: if it names the classes, save it as CSV (UTF-8).)",
    "labels.parquet": "(labels.parquet is not read: if it names the classes, save it as CSV (UTF-8).)",
    "labels.mat": "(labels.mat is not read: if it names the classes, save it as CSV (UTF-8).)",
    "meta.jsonl": "meta.jsonl is not a text file in UTF-8. Save it as CSV (UTF-8).",
    "labels/000.txt": "(labels/000.txt may hold boxes: Lineup tells whole pictures apart. If it says one"
    " class for each, write a table, CSV.)",
    "labels.csv": "labels.csv is not a text file in UTF-8. Save it as CSV (UTF-8).",
}


@pytest.mark.parametrize("name", TABLES_UNREAD)
def test_a_table_that_is_not_read_is_told(name: str) -> None:
    rows = "\n".join(f"{picture},{'Rüde' if n % 2 else 'Kater'}" for n, picture in enumerate(NUMBERS))
    told = refused(flat("images", NUMBERS) | {name: rows.encode("latin-1")})
    said = f"nothing says the class of a picture: images/ holds 8 pictures. {TABLES_UNREAD[name]}"
    assert told == f"pictures: {said} {EXPECTED}."
