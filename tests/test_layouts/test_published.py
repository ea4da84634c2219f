"""Data sets as they are published, each for a kind: right classes and parts, or what to do."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from lineup.errors import LineupError
from lineup.layouts.contents import of
from lineup.layouts.found import Choice
from lineup.layouts.recognise import recognise
from lineup.layouts.unknown import EXPECTED
from tests.test_layouts.test_recognise import contents, flat, left_out, pictures, refused, seen

Files = dict[str, bytes]
NUMBERS = range(24)


def rows(text: str, numbers: range = NUMBERS) -> bytes:
    """Return a line for each number; {n} is the number, {two} one of two, {three} one of three."""
    return "\n".join(
        text.format(n=n, two="ab"[n % 2], three="xyz"[n % 3], flag=n % 2) for n in numbers
    ).encode()


def numbered(folder: str, name: str = "{n:03d}.jpg", numbers: range = NUMBERS) -> Files:
    return flat(folder, [name.format(n=n) for n in numbers])


def taken_for_parts(one: str, other: str) -> str:
    return (
        f"{one} and {other} are taken for parts, by their names. If they are classes: --labels folder, or"
        " `training: {folder: ''}` under `dataset` in params.yaml."
    )


def birds() -> Files:
    """CUB-200, NABirds: classes are folders, and numbers say parts."""
    names = [f"{n % 2:03d}.bird/{n}.jpg" for n in NUMBERS]
    return flat("CUB/images", names) | {
        "CUB/images.txt": "\n".join(f"{n + 1} {name}" for n, name in enumerate(names)).encode(),
        "CUB/image_class_labels.txt": "\n".join(f"{n + 1} {n % 2 + 1}" for n in NUMBERS).encode(),
        "CUB/train_test_split.txt": "\n".join(f"{n + 1} {int(n % 4 < 3)}" for n in NUMBERS).encode(),
        "CUB/bounding_boxes.txt": "\n".join(f"{n + 1} 60.0 27.0 325.0 304.0" for n in NUMBERS).encode(),
    }


def graded() -> bytes:
    head = b"image_path,fruit_type,is_organic,quality_grade,notes\n"
    return head + rows("{n:03d}.jpg,{two},{flag},{three},batch_{three}")


def patients() -> bytes:
    names = sorted(pictures("", {"a": 12, "b": 12}))
    return "\n".join(["file,patient", *(f"{name},p{n % 6}" for n, name in enumerate(names))]).encode()


def one_hot(numbers: range) -> bytes:
    lines = [f"IMG_{n:04d}.jpg,{n % 2},{1 - n % 2}" for n in numbers]
    return "\n".join(["filename,a,b", *lines]).encode()


def lesions() -> bytes:
    head = b"isic_id,malignant,attribution,lesion_id,iddx_1\n"
    return head + rows("ISIC_{n:05d},{flag},clinic {three},IL_{n},kind {three}")


def birds_in_one_folder() -> Files:
    return flat("images", [f"photo{n}.jpg" for n in NUMBERS]) | {
        "images.txt": "\n".join(f"{n + 1} photo{n}.jpg" for n in NUMBERS).encode(),
        "image_class_labels.txt": "\n".join(f"{n + 1} {n % 2 + 1}" for n in NUMBERS).encode(),
    }


def signs(solved: bool = True) -> Files:
    """GTSRB: Final_Training/Images/00001, and a test set whose classes have no zeros in front."""
    head = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2"
    files = pictures("GTSRB/Final_Training/Images", {"00000": 6, "00001": 6}, "ppm")
    files |= numbered("GTSRB/Final_Test/Images", "{n:05d}.ppm", range(4))
    for label in ("00000", "00001"):
        lines = "\n".join(f"{n:03d}.ppm;29;30;5;6;24;25;{int(label)}" for n in range(6))
        files[f"GTSRB/Final_Training/Images/{label}/GT-{label}.csv"] = f"{head};ClassId\n{lines}".encode()
    solution = "\n".join(f"{n:05d}.ppm;53;5{n};6;5;48;49" + f";{n % 2}" * solved for n in range(4))
    return files | {"GTSRB/GT-final_test.csv": f"{head}{';ClassId' * solved}\n{solution}".encode()}


def faces_real_and_fake() -> Files:
    """A table a part, with numbers for the folders' classes, and the same names in each part."""
    files: Files = {}
    for part in ("train", "valid", "test"):
        files |= pictures(f"faces/{part}", {"fake": 4, "real": 4})
        lines = [
            f"{n},/kaggle/{label}/{n}.jpg,{int(label == 'real')},{part}/{label}/{n:03d}.jpg"
            for label in ("fake", "real")
            for n in range(4)
        ]
        files[f"{part}.csv"] = "\n".join([",original,label,path", *lines]).encode()
    return files


def with_masks() -> Files:
    """COVID-19 Radiography: images/ and masks/ in each class."""
    names = {f"{label}/{inside}": 4 for label in ("COVID", "Normal") for inside in ("images", "masks")}
    return pictures("COVID-19", names, "png")


def parts_in_training() -> Files:
    files = pictures("train/train", {"cat": 4, "dog": 4}) | pictures("train/val", {"cat": 2, "dog": 2})
    return files | numbered("test/test", numbers=range(5))


def few_shots() -> bytes:
    """CoOp's lists of parts: rows of a file, a number and a class."""
    split: dict[str, list[list[str | int]]] = {"train": [], "val": [], "test": []}
    for label in ("cat", "dog"):
        for n, part in enumerate(("train", "train", "train", "val", "val", "test")):
            split[part].append([f"{label}/{n:03d}.jpg", int(label == "dog"), label])
    return json.dumps(split).encode()


def doubled() -> Files:
    return pictures("train", {"ill": 4, "well": 4}) | pictures("valid", {"ill": 2, "well": 2})


def letters() -> Files:
    """ASL alphabet: names differ by a part's word, and the test set names no class."""
    files = pictures("asl_alphabet_train/asl_alphabet_train", {"A": 4, "B": 4})
    return files | flat("asl_alphabet_test/asl_alphabet_test", ["A_test.jpg", "B_test.jpg"])


def uploaded() -> Files:
    """Label Studio's export: names with what it puts before them, and running numbers beside."""
    line = "{n},1,{two},{n},/data/upload/1/0a1b2c{n:02d}-{n:03d}.jpg,1.{n}"
    return numbered("images") | {
        "project.csv": b"annotation_id,annotator,choice,id,image,lead_time\n" + rows(line)
    }


def documents() -> Files:
    """RVL-CDIP: folders of folders of a few pages, and lists that say parts and classes."""
    names = [f"images{'ab'[n % 2]}/{'cd'[n % 2]}/doc{n}/{n:03d}.tif" for n in NUMBERS]
    lists: dict[str, list[str]] = {part: [] for part in ("train", "val", "test")}
    for n, name in enumerate(names):
        lists[("train", "train", "val", "test")[n // 4 % 4]].append(f"{name} {n // 2 % 2}")
    return flat("images", names) | {
        f"labels/{part}.txt": "\n".join(lines).encode() for part, lines in lists.items()
    }


def weeds() -> Files:
    """DeepWeeds: numbers and names in one table, lists of parts with numbers alone."""
    head, species = b"Filename,Label\n", ("Lantana", "Negative")
    lines = "\n".join(f"{n:03d}.jpg,{n % 2},{species[n % 2]}" for n in NUMBERS)
    return numbered("images") | {
        "labels/labels.csv": b"Filename,Label,Species\n" + lines.encode(),
        "labels/train_subset0.csv": head + rows("{n:03d}.jpg,{flag}", range(16)),
        "labels/test_subset0.csv": head + rows("{n:03d}.jpg,{flag}", range(16, 24)),
    }


def landmarks() -> Files:
    """Google's landmarks: folders are the first signs of the names, and a table says the classes."""
    names = [f"{n * 7919 % 256:02x}{n:04x}" for n in NUMBERS]
    table = "\n".join(
        ["id,url,landmark_id", *(f"{name},http://x/{name},{8 + n % 2}" for n, name in enumerate(names))]
    )
    return flat("train", [f"{name[0]}/{name[1]}/{name}.jpg" for name in names]) | {
        "train.csv": table.encode()
    }


def trapped() -> dict[str, list[dict[str, str | int]]]:
    """A camera trap's COCO: three cameras, two categories, a file's name with its folders."""
    names = [f"camera_{n % 3}/seq{n // 3}/{n}.jpg" for n in NUMBERS]
    return {
        "categories": [{"id": 0, "name": "empty"}, {"id": 7, "name": "deer"}],
        "images": [{"id": n, "file_name": name} for n, name in enumerate(names)],
        "annotations": [{"id": n, "image_id": n, "category_id": 7 * (n % 2)} for n in NUMBERS],
    }


def rubbish() -> Files:
    """TrashNet: class folders, and lists named trn, val and test."""
    files = pictures("", {"glass": 6, "paper": 6})
    lists = {"trn": range(3), "val": range(3, 5), "test": range(5, 6)}
    return {f"resized/{name.replace('/', f'/{name[0]}')}": data for name, data in files.items()} | {
        f"indexed_{part}.txt": "\n".join(
            f"{word[0]}{n:03d}.jpg {1 + (word == 'paper')}" for word in ("glass", "paper") for n in own
        ).encode()
        for part, own in lists.items()
    }


READ: dict[str, tuple[Files, Mapping[str, Mapping[str, int]]]] = {
    "birds": (birds(), {"000.bird": {"training": 12}, "001.bird": {"training": 6, "test": 6}}),
    "birds in one folder": (birds_in_one_folder(), {"1": {"training": 12}, "2": {"training": 12}}),
    "signs": (signs(), {label: {"training": 6, "test": 2} for label in ("00000", "00001")}),
    "signs with a table of pictures of them": (
        pictures("Train", {"0": 6, "1": 6}, "png")
        | {"Meta/0.png": b"", "Meta/1.png": b""}
        | {"Meta.csv": b"Path,ClassId,SignId\nMeta/0.png,0,1.22\nMeta/1.png,1,3.29"},
        {label: {"training": 6} for label in "01"},
    ),
    "documents": (documents(), {label: {"training": 8, "validation": 2, "test": 2} for label in "01"}),
    "weeds": (weeds(), {label: {"training": 8, "test": 4} for label in ("Lantana", "Negative")}),
    "landmarks": (landmarks(), {label: {"training": 12} for label in "89"}),
    "rubbish": (
        rubbish(),
        {label: {"training": 3, "validation": 2, "test": 1} for label in ("glass", "paper")},
    ),
    "X-rays": (
        numbered("images_001/images", numbers=range(12))
        | numbered("images_002/images", numbers=range(12, 24))
        | {"Data_Entry.csv": b"Image Index,Finding Labels\n" + rows("{n:03d}.jpg,{two}")}
        | {"train_val_list.txt": rows("{n:03d}.jpg", range(16))}
        | {"test_list.txt": rows("{n:03d}.jpg", range(16, 24))},
        {label: {"training": 8, "test": 4} for label in "ab"},
    ),
    "two test sets": (
        pictures("train", {"a": 4, "b": 4})
        | pictures("test_easy", {"a": 2, "b": 2})
        | pictures("test_hard", {"a": 2, "b": 2}),
        {label: {"training": 4, "test": 2} for label in "ab"},
    ),
    "signs without a solution": (signs(False), {label: {"training": 6} for label in ("00000", "00001")}),
    "faces": (
        faces_real_and_fake(),
        {label: {"training": 4, "validation": 4, "test": 4} for label in ("fake", "real")},
    ),
    "masks": (with_masks(), {label: {"training": 4} for label in ("COVID", "Normal")}),
    "parts in training": (
        parts_in_training(),
        {label: {"training": 4, "validation": 2} for label in ("cat", "dog")},
    ),
    "letters": (letters(), {label: {"training": 4} for label in "AB"}),
    "uploaded": (uploaded(), {label: {"training": 12} for label in "ab"}),
    "a list of SageMaker": (
        numbered("images") | {"train.lst": rows("{n}\t{flag}\timages/{n:03d}.jpg")},
        {label: {"training": 12} for label in "01"},
    ),
    "more rows than pictures": (
        numbered("images") | {"labels.csv": rows("{n:03d}.jpg,{two}", range(200))},
        {label: {"training": 12} for label in "ab"},
    ),
    "parts in German": (
        pictures("Trainingsdaten", {"a": 4, "b": 4}) | pictures("Testdaten", {"a": 2, "b": 2}),
        {label: {"training": 4, "test": 2} for label in "ab"},
    ),
    "parts in Chinese": (
        pictures("训练集", {"a": 4, "b": 4}) | pictures("验证集", {"a": 2, "b": 2}),
        {label: {"training": 4, "validation": 2} for label in "ab"},
    ),
    "games": (
        pictures("rps/rps", {"rock": 4, "paper": 4})
        | pictures("rps-test-set/rps-test-set", {"rock": 2, "paper": 2})
        | flat("rps-validation", [f"{label}{n}.png" for label in ("rock", "paper") for n in range(3)]),
        {label: {"training": 4, "validation": 3, "test": 2} for label in ("rock", "paper")},
    ),
    "copies in other letters": (
        {f"Plants(New)/{name}": b"" for name in doubled()}
        | {f"plants(new)/Plants(New)/{name}": b"" for name in doubled()}
        | numbered("test/test", numbers=range(3)),
        {label: {"training": 4, "validation": 2} for label in ("ill", "well")},
    ),
    "shares with a table": (
        numbered("images_1", "a{n}.jpg", range(8))
        | numbered("images_2", "b{n}.jpg", range(8))
        | {"meta.csv": rows("a{n},{two}", range(8)) + b"\n" + rows("b{n},{two}", range(8))},
        {label: {"training": 8} for label in "ab"},
    ),
    "words before numbers": (
        numbered("val")
        | {"places.txt": rows("{n:03d}.jpg {flag}"), "categories.txt": b"/a/abbey 0\n/b/bar 1\n"},
        {label: {"training": 12} for label in ("a-abbey", "b-bar")},
    ),
    "all once more in one folder": (
        flat("cat", [f"{n}.jpg" for n in range(6)])
        | flat("dog", [f"d{n}.jpg" for n in range(6)])
        | flat("raw_images", [*(f"{n}.jpg" for n in range(6)), *(f"d{n}.jpg" for n in range(6))]),
        {label: {"training": 6} for label in ("cat", "dog")},
    ),
    "a kind among other columns": (
        numbered("images") | numbered("test_images", "t{n}.jpg") | {"labels.csv": graded()},
        {label: {"training": 12} for label in "ab"},
    ),
    "a test set beside the data set": (
        numbered("dataset", "{n}.jpg")
        | {"dataset/labels.csv": b"IMG,AB\n" + rows("{n}.jpg,{flag}")}
        | numbered("testing/test_dataset", "t{n}.jpg", range(4))
        | {"testing/test_dataset/labels.csv": b"IMG,AB\n" + rows("t{n}.jpg,{flag}", range(4))},
        {label: {"training": 12, "test": 2} for label in "01"},
    ),
    "lesions by id": (
        numbered("images", "ISIC_{n:05d}.jpg") | {"labels.csv": lesions()},
        {label: {"training": 12} for label in "01"},
    ),
    "a small test folder in the one table": (
        numbered("train", numbers=range(20))
        | numbered("test", numbers=range(20, 24))
        | {"labels.csv": b"file,label\n" + rows("{n:03d}.jpg,{two}")},
        {label: {"training": 10, "test": 2} for label in "ab"},
    ),
    "outcomes of patients": (
        numbered("images") | {"t.csv": b"file,patient_id,outcome\n" + rows("{n:03d}.jpg,p{three},{two}")},
        {label: {"training": 12} for label in "ab"},
    ),
    "a camera's folders beside categories": (
        flat("images", [f"camera_{n % 3}/seq{n // 3}/{n}.jpg" for n in NUMBERS])
        | {"boxes.json": json.dumps(trapped()).encode()},
        {label: {"training": 12} for label in ("deer", "empty")},
    ),
    "folders of dates beside a table": (
        flat("", [f"2021/{1 + n % 3:02d}/{n % 5}/{n:03d}.jpg" for n in NUMBERS])
        | {"names.csv": b"file;label\n" + rows("{n:03d}.jpg;{two}")},
        {label: {"training": 12} for label in "ab"},
    ),
    "digits beside a table of hands": (
        numbered("0", "0_{n:03d}.jpg", range(8))
        | numbered("1", "1_{n:03d}.jpg", range(8, 16))
        | numbered("2", "2_{n:03d}.jpg", range(16, 24))
        | {
            "hands.csv": b"file,hand\n"
            + b"\n".join(rows(f"{n // 8}_{{n:03d}}.jpg,{{two}}", range(n, n + 1)) for n in NUMBERS)
        },
        {label: {"training": 8} for label in "012"},
    ),
    "a folder a day": (
        pictures("2021-05-12", {"a": 4, "b": 4}) | pictures("2021-05-13", {"a": 4, "b": 4}),
        {label: {"training": 8} for label in "ab"},
    ),
    "patients beside folders": (
        pictures("", {"a": 12, "b": 12}) | {"t.csv": patients()},
        {label: {"training": 12} for label in "ab"},
    ),
    "a table in another part's folder, of the same names": (
        numbered("train", "IMG_{n:04d}.jpg")
        | numbered("valid", "IMG_{n:04d}.jpg", range(12))
        | numbered("test", "IMG_{n:04d}.jpg", range(6))
        | {"train/_classes.csv": one_hot(NUMBERS), "valid/_classes.csv": one_hot(range(12))},
        {label: {"training": 12, "validation": 6} for label in "ab"},
    ),
    "versions": (
        pictures("v1", {"cat": 3, "dog": 3}) | pictures("v2/train", {"cat": 6, "dog": 6}),
        {label: {"training": 6} for label in ("cat", "dog")},
    ),
    "one class in a part, by names": (
        flat("train", [f"{label}.{n}.jpg" for label in ("cat", "dog") for n in range(6)])
        | flat("val", [f"dog.{n}.jpg" for n in range(6, 9)]),
        {"cat": {"training": 6}, "dog": {"training": 6, "validation": 3}},
    ),
    "a part's rows in JSON": (
        pictures("images", {"cat": 6, "dog": 6}) | {"split.json": few_shots()},
        {label: {"training": 3, "validation": 2, "test": 1} for label in ("cat", "dog")},
    ),
    "folds of parts of two words": (
        {
            f"fold{fold}/{part} images/{label}/{fold}{part}{n}.jpg": b""
            for fold in (1, 2)
            for part in ("train", "test")
            for label in "ab"
            for n in range(2)
        },
        {label: {"training": 4, "test": 4} for label in "ab"},
    ),
    "parts of two words in classes, pictures named by camera": (
        {
            f"{label}/Images{part}/{camera}_{n}.jpg": b""
            for label in ("defect", "ok")
            for part in ("Train", "Test")
            for camera in ("left", "right")
            for n in range(2)
        },
        {label: {"training": 4, "test": 4} for label in ("defect", "ok")},
    ),
    "a class 'train' in two groups": (
        pictures("real", {"car/red": 2, "car/blue": 2, "train/red": 2, "train/blue": 2})
        | pictures("toys", {"car/red": 2, "car/blue": 2, "train/red": 2, "train/blue": 2}),
        {label: {"training": 8} for label in ("real", "toys")},
    ),
    "a class that begins as a part": (
        pictures("", dict.fromkeys(["TestCats", "TestDogs", "TrainCats", "TrainDogs", "Trainers"], 2)),
        {label: {"training": 2} for label in ("TestCats", "TestDogs", "TrainCats", "TrainDogs", "Trainers")},
    ),
    "a small training part": (
        pictures("train_mini", {"a": 4, "b": 4}) | pictures("val", {"a": 2, "b": 2}),
        {label: {"training": 4, "validation": 2} for label in "ab"},
    ),
    "training beside pictures without classes": (
        pictures("Train", {"0": 4, "1": 4}) | numbered("Meta", numbers=range(2)),
        {label: {"training": 4} for label in "01"},
    ),
    "aircraft": (
        numbered("images")
        | {
            f"images_variant_{part}.txt": "\n".join(
                f"{n:03d} {('Boeing 707', 'ATR-72')[n % 2]}" for n in NUMBERS if n // 2 % 3 == number
            ).encode()
            for number, part in enumerate(("train", "val", "test"))
        }
        | {"images_box.txt": rows("{n:03d} 3 {n} 10{flag} 398")},
        {label: {"training": 4, "validation": 4, "test": 4} for label in ("ATR-72", "Boeing 707")},
    ),
}


@pytest.mark.parametrize("name", READ)
def test_classes_and_parts(name: str) -> None:
    files, counts = READ[name]
    assert seen(files).counts == counts


ATTRIBUTES = b"24\nBald Male Smiling\n" + rows("{n:03d}.jpg {flag} 1 -1")
TOLD: dict[str, tuple[Files, str]] = {
    "attributes": (
        numbered("faces")
        | {"list_attr.txt": ATTRIBUTES, "list_eval_partition.txt": rows("{n:03d}.jpg {flag}")},
        "faces/ holds 24 pictures. list_attr.txt gives 12 of 24 pictures several classes. Lineup tells"
        " apart classes"
        " of which a picture has one: set `column` to one of the columns, or give another table. That is"
        " `lineup"
        " init ... --column NAME`, or `training: {folder: faces, labels: list, list: list_attr.txt, column:"
        " NAME}`"
        " under `dataset` in params.yaml. list_eval_partition.txt tells parts apart, not"
        " classes.",
    ),
    "parts by a column": (
        numbered("faces") | {"list_eval_partition.csv": b"image_id,partition\n" + rows("{n:03d}.jpg,{flag}")},
        "faces/ holds 24 pictures. list_eval_partition.csv tells parts apart, not classes.",
    ),
    "cars": (
        numbered("cars_train") | numbered("cars_test") | {"devkit/cars_meta.mat": b"MATLAB"},
        "it holds cars_test/ and cars_train/. (devkit/cars_meta.mat is not read: if it names the classes,"
        " save it"
        " as CSV (UTF-8).) cars_test and cars_train are taken for parts, by their names. If they are classes:"
        " --labels folder, or `training: {folder: ''}` under `dataset` in params.yaml.",
    ),
    "bottles": (
        pictures("train", {"good": 4}) | pictures("test", {"good": 2, "broken": 2}),
        "it holds test/ and train/. train/ holds one folder of pictures, good: two classes are needed.",
    ),
    "aircraft of two kinds": (
        READ["aircraft"][0]
        | {
            name.replace("variant", "family"): data
            for name, data in READ["aircraft"][0].items()
            if "variant" in name
        },
        "images/ holds 24 pictures. images_family_train.txt and images_variant_train.txt say classes, each"
        " its own."
        " Keep one, and its likes.",
    ),
    "shares": (
        numbered("images_001/images") | numbered("images_002/images", "b{n}.jpg"),
        "it holds images_001/ and images_002/. images_001 and images_002 are taken for one set of pictures,"
        " in shares or states."
        " If they are classes: --labels folder, or `training: {folder: ''}` under `dataset` in params.yaml.",
    ),
    "states": (
        numbered("raw") | numbered("processed", "p{n}.jpg"),
        "it holds processed/ and raw/. processed and raw are taken for one set of pictures, in shares or"
        " states. If they are classes: --labels folder, or `training: {folder: ''}` under `dataset` in"
        " params.yaml.",
    ),
    "dates": (flat("", [f"2018-12-1{n % 2}-{n}.jpg" for n in NUMBERS]), "it holds 24 pictures."),
    "a text for each": (
        numbered("") | {f"{n:03d}.txt": b"cat\n" for n in NUMBERS},
        "it holds 24 pictures. (000.txt beside 000.jpg says 'cat': a file for each picture is not read."
        " Write one"
        " table of them, labels.csv, with a line such as '000.jpg,cat' for each.)",
    ),
    "an object for each": (
        numbered("a") | {f"a/{n:03d}.json": b'{"label": 3}' for n in NUMBERS},
        "a/ holds 24 pictures. (000.json beside 000.jpg says '3': a file for each picture is not read."
        " Write one"
        " table of them, labels.csv, with a line such as '000.jpg,3' for each.)",
    ),
    "boxes for each": (
        numbered("a") | {f"a/{n:03d}.txt": b"0 0.5 0.5 0.1 0.2" for n in NUMBERS},
        "a/ holds 24 pictures. (a/000.txt may hold boxes: Lineup tells whole pictures apart. If it says one"
        " class for each, write a table, CSV.)",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told(name: str) -> None:
    files, said = TOLD[name]
    assert refused(files) == f"pictures: nothing says the class of a picture: {said} {EXPECTED}."


def test_masks_and_grounds_are_noted() -> None:
    names = {"BACKGROUND_Google": 4, "ant": 4}
    files = pictures("", names, "png") | {f"ant/{n:03d}_mask.png": b"" for n in range(2)}
    assert seen(files).notes == [
        "2 pictures are named as masks of others (ant/000_mask.png), and are taken for pictures. If they"
        " are masks,"
        " move them out of this folder, and run this once more.",
        "'BACKGROUND_Google' may be pictures of anything, and is taken for a class. If it is none: `exclude:"
        " [BACKGROUND_Google]` under `dataset` in params.yaml.",
    ]
    assert seen(pictures("", {"face_mask": 4, "face": 4})).notes == []


def test_folders_that_may_be_no_classes_are_noted() -> None:
    assert seen(pictures("", {"yes": 4, "no": 4, "pred": 4})).notes == [
        "'pred' may be no class, by its name, and is taken for a class. If it is none: `exclude: [pred]`"
        " under `dataset` in params.yaml."
    ]
    assert seen(pictures("", {"2023-05-01": 4, "2023-05-02": 4})).notes == [
        "2023-05-01 and 2023-05-02 are dates, by their names, and are taken for classes."
    ]
    files = pictures("", {"tiles/tumor": 4, "tiles/stroma": 4, "larger_images/larger_images": 2})
    assert seen(files).notes == [
        "'larger_images' may be no class, since others beside it hold several, and is taken for a class. If"
        " it is none: `exclude: [larger_images]` under `dataset` in params.yaml."
    ]
    assert seen(pictures("", {"a/abbey": 4, "a/home/outdoor": 4, "b/hut/outdoor": 4, "b/bar": 4})).notes == [
        "Folders of one name are one class: outdoor. If they are several, rename their folders."
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (pictures("2021", {"04": 6, "05": 6}), "04 and 05 are dates"),
        (pictures("", {"2021-04-01": 6, "2021-05-30": 6}), "2021-04-01 and 2021-05-30 are dates"),
        (pictures("", {"cam1": 6, "cam2": 6}), "cam1 and cam2 are numbered"),
    ],
)
def test_classes_by_date_or_number_are_noted(files: Files, said: str) -> None:
    assert seen(files).notes == [f"{said}, by their names, and are taken for classes."]


def test_a_table_of_other_classes_than_the_folders_is_noted() -> None:
    files = numbered("in/pine", numbers=range(8)) | numbered("in/oak", numbers=range(8, 16))
    files |= numbered("in/elm", numbers=range(16, 24)) | {
        "ill.csv": b"file,leaf\n" + rows("{n:03d}.jpg,{two}")
    }
    found = seen(files)
    assert list(found.counts) == ["elm", "oak", "pine"]
    assert found.notes == [
        "ill.csv says other classes of these pictures (a and b) than the folders, which are taken. If the"
        " table's are meant: `training: {folder: in, labels: list, list: ill.csv}` under `dataset` in"
        " params.yaml."
    ]


def test_lists_of_parts_of_one_class_each_are_noted() -> None:
    lists = {
        f"lists/{part}_{label}.txt": rows(f"{label}_{{n}}.jpg", numbers)
        for label in "ab"
        for part, numbers in (("train", range(4)), ("test", range(4, 6)))
    }
    names = [f"{label}/{label}_{n}.jpg" for label in "ab" for n in range(6)]
    assert seen(flat("pictures", names) | lists).notes == [
        "lists/test_a.txt, lists/train_a.txt, lists/test_b.txt and lists/train_b.txt name pictures of parts,"
        " by their own names, and are not used: all are split anew. To keep the parts, write one list for"
        " each, train.txt and test.txt, of all classes."
    ]


def test_pictures_named_otherwise_are_counted() -> None:
    names = [f"{label}_{n}.jpg" for label in ("cat", "dog") for n in range(9)]
    found = seen(flat("", [*names, "both of them.jpg"]))
    assert left_out(found) == [("pictures", 1, "not named CLASS_NUMBER, as the others are")]


def test_a_table_whose_names_are_of_several_files_is_noted() -> None:
    lines = [f"{folder},{n:03d}.jpg,{'xy'[n % 2]}" for folder in "ab" for n in range(4)]
    files = pictures("", {"a": 4, "b": 4}) | {"labels.csv": "\n".join(["folder,file,label", *lines]).encode()}
    said = taken_for_parts("Final_Test", "Final_Training")
    assert seen(signs()).notes == [said]  # and not of the table in each class's folder, of its pictures
    assert seen(files).counts == {label: {"training": 4} for label in "xy"}  # folder and file together
    files["labels.csv"] = "\n".join(["file,label", *(line.partition(",")[2] for line in lines)]).encode()
    assert seen(files).notes == [
        "labels.csv names files of which there are several, such as a/000.jpg and b/000.jpg. Set `folder`"
        " to the folder of one of them."
    ]


def test_of_two_tables_one_is_taken_and_the_other_told() -> None:
    tables = {"labels.csv": rows("{n:03d}.jpg,{two}"), "labels_old.csv": rows("{n:03d}.jpg,{three}")}
    found = seen(numbered("images") | tables)
    assert (list(found.counts), found.notes) == (
        ["a", "b"],
        ["labels_old.csv says other classes of these pictures than labels.csv, which is taken."],
    )


def test_parts_that_stand_apart_from_the_classes_are_joined_with_them() -> None:
    split = "\ufeff" + "\n".join(f"{n + 1} {int(n % 4 < 3)}" for n in NUMBERS)
    files = birds_in_one_folder() | {"train_test_split.txt": split.encode()}
    found = seen(files)
    assert found.notes == ["the test part has no pictures of 1."]
    assert found.counts == {"1": {"training": 12}, "2": {"training": 6, "test": 6}}
    assert found.dataset()["test"] == {
        "folder": "images",
        "labels": "list",
        "list": "image_class_labels.txt",
        "parts": "train_test_split.txt",
        "rows": {"train": ["0"]},
    }
    lists = {
        "train_list.txt": rows("{n:03d}.jpg", range(16)),
        "test_list.txt": rows("{n:03d}.jpg", range(16, 24)),
    }
    found = seen(numbered("images") | {"labels.csv": rows("{n:03d}.jpg,{two}")} | lists)
    assert found.kind.endswith(", parts by train_list.txt and test_list.txt")
    assert found.counts == {label: {"training": 8, "test": 4} for label in "ab"}
    assert found.dataset()["test"]["parts"] == "test_list.txt"
    assert left_out(found) == []


def test_folders_that_begin_with_parts_are_classes_where_that_is_said() -> None:
    files = pictures("", dict.fromkeys(["test_track", "test_tube", "train_station", "train_track"], 3))
    assert seen(files).kind == "folders named train_CLASS and test_CLASS"
    assert list(recognise(contents(files), "pictures", "folder").counts) == sorted(
        {name.split("/")[0] for name in files}
    )


@pytest.mark.parametrize(
    "names", [("part_1", "part_2"), ("drug", "drug_test"), ("train", "test", "dog"), ("raw", "processed")]
)
def test_classes_named_as_shares_or_parts(names: tuple[str, str]) -> None:
    files = pictures("", dict.fromkeys(names, 3))
    assert "--labels folder" in refused(files)
    found = recognise(contents(files), "pictures", "folder")
    assert found.counts == {name: {"training": 3} for name in names}


@pytest.mark.parametrize(
    "names",
    [
        ("invalid", "valid"),
        ("Bordeaux", "Val de Loire"),
        ("dev board", "train"),
        ("TestTube", "trainers"),
        ("antigen_test", "pcr_test", "vaccine"),
    ],
)
def test_a_part_in_the_name_of_a_class_makes_no_parts(names: tuple[str, ...]) -> None:
    files = flat(
        "", [f"{name}/{view}_{n}.jpg" for name in names for view in ("front", "side") for n in "012"]
    )
    assert seen(files).counts == {name: {"training": 6} for name in names}


@pytest.mark.parametrize(
    "names", [("invalid", "valid"), ("Bordeaux", "Val de Loire"), ("a_test", "b_test", "c")]
)
def test_classes_in_folders_with_a_part_in_their_names_are_asked_for(names: tuple[str, ...]) -> None:
    found = seen({key: b"" for name in names for key in pictures(name, {"front": 3, "side": 3})})
    assert found.choice is not None
    assert found.choice.default is None


@pytest.mark.parametrize("names", [("control", "test"), ("test track", "train station")])
def test_parts_of_names_that_say_more_may_be_classes(names: tuple[str, str]) -> None:
    files = {key: b"" for name in names for key in pictures(name, {"mouse": 3, "rat": 3})}
    assert seen(files).notes == [taken_for_parts(*names)]
    assert list(recognise(contents(files), "pictures", "folder").counts) == list(names)


@pytest.mark.parametrize(
    "table",
    [
        "file,label;split\n"
        + "\n".join(f"{n:03d}.jpg,{'ab'[n % 2]};{'train' if n < 16 else 'test'}" for n in NUMBERS),
        "\n".join(f"{n:03d}.jpg{',;'[n % 3 % 2]}{'ab'[n % 2]}" for n in NUMBERS),
        "\n".join(f"{n:03d}.jpg\t{'ab'[n % 2]}" if n % 3 else f"{n:03d}.jpg|{'ab'[n % 2]}" for n in NUMBERS),
    ],
)
def test_a_table_of_several_separators(table: str) -> None:
    found = seen(numbered("images") | {"labels.csv": table.encode()})
    assert {label: sum(own.values()) for label, own in found.counts.items()} == {"a": 12, "b": 12}


def test_a_class_of_two_words_with_a_separator_stays_one() -> None:
    table = rows("{n:03d}.jpg,animal|{two}")
    assert list(seen(numbered("images") | {"labels.csv": table}).counts) == ["animal|a", "animal|b"]


def test_of_several_usual_columns_the_others_are_told() -> None:
    lines = [f"{n:03d}.jpg,{'ab'[n % 2]},{n % 2},{'xyz'[n % 3]}" for n in NUMBERS]
    table = "\n".join(["image,diagnosis,class_id,target", *lines])
    assert seen(numbered("images") | {"train.csv": table.encode()}).notes == [
        "train.csv: a picture's class is its 'diagnosis'; it may be its 'target' instead: --column NAME."
    ]


def test_a_list_of_test_pictures_that_are_trained_on_is_told() -> None:
    tables = {
        "train.csv": rows("{n:03d}.jpg,{two}", range(20)),
        "test.csv": rows("{n:03d}.jpg,{two}", range(14, 24)),
    }
    found = seen(numbered("images") | tables)
    assert found.counts == {label: {"training": 10} for label in "ab"}
    assert found.notes == [
        "test.csv names 6 of the pictures that train.csv names too, so it is no part of its own, and is not"
        " used. Take them out of one of the two."
    ]


FIFTYONE = {"classes": ["a", "b"], "labels": {f"{n:03d}": n % 2 for n in NUMBERS}}
SAMPLES = {"samples": [{"filepath": f"images/{n:03d}.jpg", "truth": {"label": "ab"[n % 2]}} for n in NUMBERS]}
STUDIO = [
    {
        "data": {"image": f"/data/upload/1/ab12cd34-{n:03d}.jpg"},
        "annotations": [{"result": [{"value": {"choices": ["ab"[n % 2]]}}]}],
    }
    for n in NUMBERS
]
VIA = [f'{n:03d}.jpg,"{{""class"":""{"ab"[n % 2]}""}}"' for n in NUMBERS]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("labels.json", json.dumps(FIFTYONE)),
        ("samples.json", json.dumps(SAMPLES)),
        ("project.json", json.dumps(STUDIO)),
        ("via.csv", "\n".join(["filename,file_attributes", *VIA])),
    ],
)
def test_exports_of_tools(name: str, table: str) -> None:
    found = seen(numbered("images") | {name: table.encode()})
    assert found.counts == {label: {"training": 12} for label in "ab"}


def test_folds_of_the_same_pictures_are_not_trained_on_what_they_test() -> None:
    names = [
        f"fold_{fold}/{'val' if n % 3 == fold else 'train'}/{label}/{label}_{n}.jpg"
        for fold in range(3)
        for label in "ab"
        for n in range(9)
    ]
    found = seen(flat("", names))
    assert found.counts == {label: {"training": 6, "validation": 3} for label in "ab"}
    assert [part.named for part in found.parts.values()] == ["fold_0/train/CLASS", "fold_0/val/CLASS"]
    assert left_out(found) == [("fold_1/", 18, "named otherwise"), ("fold_2/", 18, "named otherwise")]


def test_of_several_data_sets_the_largest_is_taken() -> None:
    files = pictures("pets/train", {"cat": 6, "dog": 6}) | pictures("pets/test", {"cat": 3, "dog": 3})
    found = seen(files | pictures("pets_small/train", {"cat": 2, "dog": 2}))
    assert found.counts == {label: {"training": 6, "test": 3} for label in ("cat", "dog")}
    why = "beside pets/, which is taken for the data set"
    assert left_out(found) == [("pets_small/", 4, why)]


def test_examples_beside_the_data_set_are_no_class() -> None:
    files = pictures("Dataset", {"0": 6, "1": 6}) | flat("Examples", ["a.jpg", "b.jpg"])
    found = seen(files | flat("", ["screenshot.png"]))
    assert found.counts == {"0": {"training": 6}, "1": {"training": 6}}
    told = [
        ("Examples/", 2, "examples beside Dataset/"),
        ("pictures beside the folders", 1, "beside Dataset/"),
    ]
    assert left_out(found) == told
    both = seen(pictures("samples", {"cat": 6, "dog": 6}) | pictures("dataset", {"cat": 6, "dog": 6}))
    assert set(both.counts) == {"samples", "dataset"}


@pytest.mark.parametrize("folder", ["train", "train/Fruit/a train/Fruit/b"])
def test_numbers_in_a_table_are_called_as_the_folders_are_or_as_another_table_says(folder: str) -> None:
    folders = folder.split() * (2 // len(folder.split()))
    names = [f"{folders[n // 6]}/{n}.jpg" for n in range(12)]
    rows = "\n".join(f"{name}, {n // 6}, 0" for n, name in enumerate(names))
    table = "Class Name (str),Class ID (int),Group,Group ID\na,0,Fruit,0\nb,1,Fruit,0\n"
    found = seen(flat("", names) | {"train.txt": rows.encode(), "classes.csv": table.encode()})
    assert found.counts == {"a": {"training": 6}, "b": {"training": 6}}
    assert found.names == ({} if "Fruit" in folder else {"0": "a", "1": "b"})


def test_a_set_without_parts_beside_one_with_them_is_left_out() -> None:
    files = pictures("cast/cast/train", {"bad": 6, "ok": 6}) | pictures("cast/cast/test", {"bad": 3, "ok": 3})
    found = seen(files | pictures("large/large", {"bad": 9, "ok": 9}))
    assert found.counts == {label: {"training": 6, "test": 3} for label in ("bad", "ok")}
    why = "beside cast/, which is taken for the data set"
    assert left_out(found) == [("large/", 18, why)]


def test_a_set_with_parts_beside_other_pictures_is_taken() -> None:
    files = pictures("cast/train", {"bad": 6, "ok": 6}) | pictures("cast/test", {"bad": 3, "ok": 3})
    found = seen(files | flat("spare", ["1.jpg", "2.jpg"]) | flat("", ["cover.jpg"]))
    assert found.counts == {label: {"training": 6, "test": 3} for label in ("bad", "ok")}
    assert left_out(found) == [
        ("spare/", 2, "beside cast/, which is taken for the data set"),
        ("pictures beside the folders", 1, "beside cast/"),
    ]


def test_names_that_differ_in_their_endings_are_told() -> None:
    files = pictures("", {"bad": 6, "ok": 6}) | pictures("", {"bad": 2}, "png")
    assert seen(files).notes == [
        "2 names differ in their endings alone (bad/000.jpg and bad/000.png): all are taken for pictures. If"
        " some are masks or copies, move them out of this folder, and run this once more."
    ]


def test_domains_with_a_folder_between_are_a_choice() -> None:
    names = {f"{shop}/images/{label}": 4 for shop in ("amazon", "dslr") for label in ("bike", "mug")}
    assert seen(pictures("", names)).choice == Choice({"amazon": 8, "dslr": 8}, {"bike": 8, "mug": 8}, None)


def test_folders_of_one_name_in_most_classes_are_none_by_default() -> None:
    names = {f"{k}/SOB/{k}_{t}/{m}X": 4 for k in ("benign", "malignant") for t in "abc" for m in (40, 100)}
    found = seen(pictures("", names))
    assert list(found.counts) == ["benign", "malignant"]


def test_parts_in_some_classes_alone_are_told_of_these() -> None:
    files = pictures("", {"yes": 4, "no": 4}) | pictures("odd", {"TRAIN": 4, "VAL": 4})
    assert seen(files).notes == [
        "'odd' has folders named TRAIN and VAL: their pictures are mixed and split anew."
    ]


def test_parts_in_names_of_pictures_without_a_class_are_not_told() -> None:
    table = b"file,label\n" + rows("Train_{n}.jpg,{two}")
    files = numbered("images", "Train_{n}.jpg") | numbered("images", "Test_{n}.jpg")
    assert seen(files | {"train.csv": table}).notes == []


def test_parts_in_names_beside_a_table_are_told() -> None:
    names = [f"{part}_{n}.png" for part in ("train", "test") for n in range(6)]
    table = "\n".join(["file,label", *(f"{name},{'ab'[n % 2]}" for n, name in enumerate(names))])
    assert seen(flat("images", names) | {"labels.csv": table.encode()}).notes == [
        "Names tell parts (images/test_0.png and images/train_0.png), which a table of classes does not say:"
        " all are mixed and split anew. To keep them, add a column 'split' to the table."
    ]


def test_files_of_a_cache_that_links_lead_to_are_no_class() -> None:
    linked = pictures("snapshots/abc", {"cat": 4, "dog": 4})
    found = seen(linked | {f"blobs/{n:064x}": b"\xff\xd8\xff" for n in range(8)})
    assert found.counts == {"cat": {"training": 4}, "dog": {"training": 4}}


def test_classes_of_a_part_in_other_writing_are_those_of_training() -> None:
    files = pictures("train", {"cat": 4, "Sea lion": 4}) | pictures("test", {"Cat": 2, "sea_lion": 2})
    found = seen(files)
    assert found.counts == {label: {"training": 4, "test": 2} for label in ("Sea lion", "cat")}
    assert found.dataset()["names"] == {"Cat": "cat", "sea_lion": "Sea lion"}
    assert found.notes == [
        "test/ writes classes otherwise, Cat for cat and sea_lion for Sea lion: they are taken for one."
    ]


def test_names_that_a_zip_has_twice_are_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pets.zip", "w") as archive:
        archive.writestr("cat/1.jpg", b"")
        archive.writestr("dog/1.jpg", b"")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("cat/1.jpg", b"")
    found = of(tmp_path / "pets.zip")
    assert found.names == ["cat/1.jpg", "dog/1.jpg"]
    assert (
        found.note == "The archive has 1 name more than once, such as cat/1.jpg; the last of each is taken."
    )


def test_words_of_classes_keep_their_brackets() -> None:
    words = "ClassId,SignName\n0,Speed limit (20, 30)\n1,Stop, halt\n"
    found = seen(pictures("", {"0": 4, "1": 4}) | {"signnames.csv": words.encode()})
    assert list(found.counts) == ["Speed limit (20, 30)", "Stop"]


def test_what_is_passed_over_is_told_where_the_rest_is_too_little() -> None:
    files = pictures("", {"cat": 4})
    passed = [("dog", "links to folders outside: /data/dog")]
    with pytest.raises(LineupError, match=r"Left out: 1: links to folders outside \(dog\)\. Expected"):
        recognise(contents(files, passed=passed), "pictures")


def test_inner_folders_of_few_pictures_are_subjects() -> None:
    names = [f"{label}/{label}{n}/{view}.jpg" for label in ("oak", "elm") for n in range(4) for view in "fb"]
    assert seen(flat("", names)).counts == {"elm": {"training": 8}, "oak": {"training": 8}}


def test_a_picture_of_another_ending_counts_as_preprocess_counts_it() -> None:
    files = pictures("", {"cat": 4, "dog": 4}) | {
        "cat/9.txt": b"\xff\xd8\xff\xe0",
        "cat/note.txt": b"BM is a car",
        "dog/9.JPG_large": b"BM\0\0\0\0\0\0\0\0",
        "dog/10": b"P6\n# by hand\n4 4\n255\n",
        "dog/11.bin": b"P6 is a text",
    }
    found = seen(files)
    assert found.counts == {"cat": {"training": 5}, "dog": {"training": 6}}
    assert left_out(found) == [
        (f"files with {end}", 1, "no picture by its ending") for end in (".txt", ".bin")
    ]


def test_pictures_in_a_form_that_is_not_read_are_left_out_with_what_to_do() -> None:
    files = pictures("", {"cat": 4, "dog": 4}) | {"cat/1.CR2": b"", "cat/2.tga": b"", "cat/notes.doc": b""}
    assert left_out(seen(files)) == [
        ("files with .cr2", 1, "not read; develop them into JPEG, PNG or TIFF"),
        ("files with .tga", 1, "not read; save each as PNG, JPEG or TIFF"),
        ("files with .doc", 1, "no picture by its ending"),
    ]


def test_numbers_with_a_sign_are_no_classes_alike() -> None:
    assert seen(pictures("", {"-1": 4, "1": 4})).notes == []
