"""The split stage, driven as DVC drives it: the parts that a data set brings, and empty ones."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from stages import split
from tests.mistakes import mistake
from tests.test_preprocess import run

KEPT = {"train": 1, "validation": 0, "test": 0}
THREE = {"training": {"folder": "train"}, "validation": {"folder": "val"}, "test": {"folder": "test"}}


def drawn(seed: int) -> bytes:
    """Return a picture that is like no other: six by six patches of colour."""
    patches = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(patches).resize((48, 48), Image.Resampling.BICUBIC).save(stream, "PNG")
    return stream.getvalue()


def files(counts: dict[str, int]) -> dict[str, bytes]:
    """Return so many pictures in each folder."""
    names = [f"{folder}/{number:02}.png" for folder, count in counts.items() for number in range(count)]
    return {name: drawn(seed) for seed, name in enumerate(names)}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def split_of(here: Path, content: dict[str, bytes], dataset: dict[str, Any], **shares: Any) -> pd.DataFrame:
    run(here, content, dataset, split=shares, height=24, width=24)
    split.main()
    return pd.read_parquet(here / "data/split/split.parquet")


COUNTS = {
    "train/cats": 8, "train/dogs": 8, "val/cats": 3, "val/dogs": 2, "test/cats": 2, "test/dogs": 3
}  # fmt: skip


def test_three_parts_are_kept_as_they_are(here: Path) -> None:
    content = files(COUNTS)
    content["val/cats/02.png"] = content["train/cats/00.png"]  # a leak of the publisher's
    table = split_of(here, content, THREE, **KEPT)
    folders = table.path.str.split("/").str[0].replace({"val": "validation"})
    assert table.split.tolist() == folders.tolist()
    assert table.path.tolist() == sorted(content)
    assert table.path[table.leaked].tolist() == ["val/cats/02.png"]


def test_a_validation_part_and_a_test_part_of_ours(here: Path) -> None:
    dataset = {name: THREE[name] for name in ("training", "validation")}
    table = split_of(here, files(COUNTS), dataset, train=0.75, validation=0, test=0.25)
    counts = table.groupby([table.path.str.split("/").str[0], "split"]).size().to_dict()
    assert counts == {("train", "test"): 4, ("train", "train"): 12, ("val", "validation"): 5}


def test_a_validation_part_that_is_mixed_in(here: Path) -> None:
    shares = {"train": 0.8, "validation": 0.2, "test": 0, "use_official_validation": False}
    table = split_of(here, files(COUNTS), THREE, **shares)
    assert set(table.split[table.path.str.startswith("val/")]) == {"train", "validation"}
    assert set(table.split[table.path.str.startswith("test/")]) == {"test"}


def test_a_validation_part_may_lack_a_class_and_of_a_class_of_its_own_is_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = {**COUNTS, "val/dogs": 0, "val/fox": 2}
    table = split_of(here, files(counts), THREE, **KEPT)
    assert table[table.split == "validation"].label.unique().tolist() == ["cats"]
    assert (
        "preprocess: left out 2: of classes without training images, fox (val/fox/00.png, val/fox/01.png)\n"
    ) in capsys.readouterr().out


def refused(here: Path, content: dict[str, bytes], dataset: dict[str, Any], **shares: Any) -> str:
    return mistake(split_of, here, content, dataset, **shares)


def test_a_test_part_of_other_class_names(here: Path) -> None:
    content = files({"train/cats": 8, "train/dogs": 8, "test/cat": 2, "test/dog": 2})
    dataset = {name: THREE[name] for name in ("training", "test")}
    assert refused(here, content, dataset, train=0.75, validation=0.25, test=0) == (
        "No image is left for test: none of those that dataset.test names can be used.\n"
        "  Classes without training images: cat and dog. Training has: cats and dogs.\n"
        "Give its classes the names that training has (dataset.names: {cat: cats, dog: dogs}), say what names"
        " their class (dataset.test.labels), or leave dataset.test out and set split.test above 0."
    )


def test_a_validation_part_without_classes(here: Path) -> None:
    content = files({"train/cats": 8, "train/dogs": 8, "val": 4, "test/cats": 2})
    assert refused(here, content, THREE, **KEPT) == (
        "No image is left for validation: none of those that dataset.validation names can be used.\n"
        "  4 file(s) not in a class's folder; the first is val/00.png.\n"
        "Give its classes the names that training has (dataset.names), say what names their class"
        " (dataset.validation.labels), or leave dataset.validation out and set split.validation above 0."
    )


def test_too_few_pictures(here: Path) -> None:
    assert refused(here, files({"a": 2, "b": 2}), {}, train=0.6, validation=0.2, test=0.2) == (
        "No image is left for test: the 2 classes are too small for three parts (4 images). Add pictures, or"
        " raise split.test."
    )


def test_removing_leaks_that_takes_a_class_from_training(here: Path) -> None:
    content = files({"train/cats": 3, "train/dogs": 8, "val/cats": 3, "val/dogs": 2, "test/dogs": 3})
    content |= {f"test/cats/{n}.png": content[f"train/cats/0{n}.png"] for n in range(3)}
    assert refused(here, content, THREE, **KEPT, leaks="remove_from_training") == (
        "leaks: remove_from_training leaves no train image of cats: all of them have a near-duplicate in"
        " test. Leave the class out (dataset.exclude), or remove the key."
    )


def test_classes_of_one_picture_and_of_one_picture_many_times(here: Path) -> None:
    content = files({"cat": 8, "dog": 8, "fox": 1}) | {f"yak/{n}.png": drawn(900) for n in range(9)}
    assert refused(here, content, {}, train=0.6, validation=0.2, test=0.2) == (
        "2 class(es) cannot be split into training and validation, since near-duplicates stay together and"
        " each part needs at least one image:\n"
        "  fox: 1 image(s)\n"
        "  yak: 9 image(s), 1 of them different\n"
        "Add pictures to them, leave them out (dataset.exclude), or set split.grouped to false."
    )


def people(column: str = "person") -> dict[str, bytes]:
    """Return 12 people of each class with 2 pictures each, and a table of them."""
    names = [f"{label}/{label}{one}_{n}.png" for label in ("cat", "dog") for one in range(12) for n in "xy"]
    lines = [f"{name},{name.split('/')[1].split('_')[0]}" for name in names]
    table = "\n".join([f"file,{column}", *lines]).encode()
    return {name: drawn(seed) for seed, name in enumerate(names)} | {"people.csv": table}


@pytest.mark.parametrize("group", [{"group": "GROUP_*"}, {"list": "people.csv", "group": "Person"}])
def test_pictures_of_one_subject_stay_on_one_side(here: Path, group: dict[str, str]) -> None:
    table = split_of(here, people(), {"training": group}, train=0.8, validation=0.2, test=0, folds=3)
    assert len(table) == 48
    subject = table.path.str.split("/").str[1].str.split("_").str[0]
    assert table.group.nunique() == subject.nunique() == 24
    assert (
        (table.groupby(subject)[["group", "split", "fold_1", "fold_2", "fold_3"]].nunique() == 1).all().all()
    )
    assert table["shot"].nunique() == 48
    audit = json.loads((here / "data/split/audit.json").read_text())
    assert audit["subjects"] == {"count": 24, "images": 48, "test_images_of_trained": 0}
    assert audit["groups"] == 0


def test_names_that_say_no_subject_are_refused(here: Path) -> None:
    assert mistake(
        split_of,
        here,
        people(),
        {"training": {"group": "patientGROUP_*"}},
        train=0.6,
        validation=0.2,
        test=0.2,
    ) == (
        "dataset.training.group: no name is like 'patientGROUP_*'; the first is cat/cat0_x.png. Mend it, with"
        " GROUP for who or what is on a picture and * for anything, or leave it out."
    )


def test_too_few_subjects_are_refused_with_the_cause(here: Path) -> None:
    assert mistake(
        split_of, here, people(), {"training": {"group": "*GROUP/*"}}, train=0.6, validation=0.2, test=0.2
    ).endswith(
        "\nPictures of one subject stay together too, as `group` under `dataset` says. Leave that out to part"
        " them (figures are then too good)."
    )


def test_subjects_on_both_sides_of_the_sources_own_split_are_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [
        f"{part}/{label}/p{n % 6}_{part}{n}.png"
        for part in ("train", "test")
        for label in "ab"
        for n in range(8)
    ]
    dataset = {
        part: {"folder": folder, "group": "GROUP_*"}
        for part, folder in (("training", "train"), ("test", "test"))
    }
    table = split_of(
        here, {name: drawn(n) for n, name in enumerate(names)}, dataset, train=0.75, validation=0.25, test=0
    )
    assert table.split[table.path.str.startswith("test/")].eq("test").all()
    assert (
        "split: 32 pictures of 6 subjects, each on one side of every split made here; by the source's own, 16"
        " test images of a subject in training\n" in capsys.readouterr().out
    )
