"""Folders as people have them: every kind comes out right, or its message says the cause."""

import os
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lineup.files import SYSTEM
from lineup.schema import data_mistakes, params
from tests.mistakes import mistake
from tests.test_cases.driving import drive, fill
from tests.test_download import write_params

TWO = {"cat": 8, "dog": 8}
ONE_CLASS = {"cat": 8}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory, with a folder of pictures."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pictures").mkdir()
    return tmp_path


def refused(here: Path, dataset: dict[str, Any] | None = None, shares: dict[str, Any] | None = None) -> str:
    return mistake(drive, here, dataset, shares)


OF_SYSTEMS = [*sorted(SYSTEM), ".git", ".ipynb_checkpoints", ".AppleDouble", "@EADIR"]
OF_PEOPLE = "Recycled thumbs snapshot @home #1 $ ~ - _ desktop".split()


def test_folders_of_systems_and_nas_are_no_classes(here: Path) -> None:
    fill(here / "pictures", TWO)
    for name in OF_SYSTEMS:
        fill(here / "pictures", {name: 2, f"cat/{name}": 1})
    outcome = drive(here)
    assert outcome.classes == TWO
    assert outcome.audit["found"] == 16 + 3 * len(OF_SYSTEMS)
    (line,) = outcome.left_out
    assert line.startswith(f"{3 * len(OF_SYSTEMS)}: in hidden folders, or in folders of the system (")


def test_folders_that_only_look_like_a_systems_are_classes(here: Path) -> None:
    fill(here / "pictures", dict.fromkeys(OF_PEOPLE, 4))
    assert drive(here).classes == dict.fromkeys(OF_PEOPLE, 4)


def draw(kind: str, seed: int) -> Image.Image:
    """Return a small shape on white."""
    x, y, size = (int(one) for one in np.random.default_rng(seed).integers((24, 24, 8), (30, 30, 14)))
    image = Image.new("L", (64, 64), 255)
    getattr(ImageDraw.Draw(image), kind)((x, y, x + size, y + size), fill=0)
    return image


def test_shapes_on_plain_ground_are_different_pictures(here: Path) -> None:
    for kind in ("ellipse", "rectangle", "line"):
        (here / "pictures" / kind).mkdir()
        for seed in range(20):
            draw(kind, seed).save(here / "pictures" / kind / f"{seed}.png")
    outcome = drive(here)
    assert outcome.classes == {"ellipse": 20, "rectangle": 20, "line": 20}
    assert outcome.audit["test"]["near_duplicates_in_training"] == 0


@pytest.mark.parametrize("count", [2, 12])
def test_pictures_that_cannot_be_told_apart(here: Path, count: int) -> None:
    for label in ("cat", "dog"):
        (here / "pictures" / label).mkdir()
        for number in range(count):
            Image.new("RGB", (40, 40), "red").save(here / "pictures" / label / f"{number}.png")
    assert refused(here).startswith(
        f"No image is left for validation: {2 * count - 1} of the {2 * count} images cannot be told apart"
        " from others, and near-duplicates stay together, so that 1 different picture(s) are left for all"
        " parts."
    )


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to list folders called fox or lost+found, as the system does without the right to."""
    usual = os.scandir

    def scandir(path: Any) -> Any:
        if Path(path).name in ("fox", "lost+found"):
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path)

    monkeypatch.setattr(os, "scandir", scandir)


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("name", ["fox", "cat/fox"])
def test_a_folder_that_cannot_be_read_is_named(here: Path, name: str) -> None:
    fill(here / "pictures", {**TWO, name: 8})
    message = (
        f"dataset.path: cannot read pictures/{name}: Permission denied. Mend its rights, or move it away."
    )
    assert refused(here) == message
    write_params(here, {"source": "folder", "path": "pictures"})
    assert message in data_mistakes.dataset_mistakes(params.load())


@pytest.mark.usefixtures("closed")
def test_a_folder_of_the_system_that_cannot_be_read_does_not_matter(here: Path) -> None:
    fill(here / "pictures", {**TWO, "lost+found": 1})
    assert drive(here).classes == TWO
    write_params(here, {"source": "folder", "path": "pictures"})
    assert data_mistakes.dataset_mistakes(params.load()) == []


@pytest.mark.parametrize("whole", [True, False])
def test_pictures_that_are_links_out_of_the_folder(here: Path, whole: bool) -> None:
    fill(here / "store", TWO)
    for name in TWO:
        if whole:
            (here / "pictures" / name).symlink_to(here / "store" / name)
        else:
            (here / "pictures" / name).mkdir()
            for path in (here / "store" / name).iterdir():
                (here / "pictures" / name / path.name).symlink_to(path)
    first = "cat" if whole else "cat/00.png"
    assert refused(here) == (
        f"dataset.path: pictures holds {2 if whole else 16} link(s) that lead out of it, and no pictures of"
        f" its own: {first} leads to {here / 'store' / first}. Such links are not followed. Copy what they"
        " lead to (`cp -rL pictures COPY`), or take the folder that they lead to, and set dataset.path and"
        " dataset.watch to it."
    )


def test_links_and_empty_folders_among_classes_are_told(here: Path) -> None:
    fill(here / "pictures", {**TWO, "yak": 0, "deep/er": 0})
    fill(here / "elsewhere", {"x": 8}, start=100)
    (here / "pictures/fox").symlink_to(here / "elsewhere/x")
    (here / "pictures/cat/out.png").symlink_to(here / "elsewhere/x/00.png")
    (here / "pictures/cat/in.png").symlink_to(here / "pictures/dog/00.png")
    (here / "pictures/loop").symlink_to(here / "pictures")
    outcome = drive(here)
    assert outcome.classes == {"cat": 9, "dog": 8}
    assert outcome.left_out == [
        "2: folders without files (deep/er, yak)",
        "2: links to a folder (fox, loop)",
        "1: links out of the folder (cat/out.png)",
    ]
    assert outcome.audit["found"] == 18


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_one_class_in_two_normal_forms(here: Path, form: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for number, one in enumerate(("NFC", "NFD")):
        fill(here / "pictures", {unicodedata.normalize(one, "Bär"): 4}, start=10 * number)  # type: ignore[arg-type]
    fill(here / "pictures", {"cat": 8, "fox": 8}, start=50)
    named = unicodedata.normalize(form, "Bär")
    assert drive(here, {"classes": [named, "cat"]}).classes == {"Bär": 8, "cat": 8}
    assert (
        "the class 'Bär' is written in two normal forms of Unicode; it is one class"
        in capsys.readouterr().out
    )
    assert drive(here, {"exclude": [named]}).classes == {"cat": 8, "fox": 8}
    assert drive(here, {"names": {named: "bear"}}).classes == {"bear": 8, "cat": 8, "fox": 8}


ALIKE = [
    ["Cat", "cat", "cat "],
    ["black cat", "black_cat", "blackcat"],
    ["T-shirt", "tshirt"],
    ["Bar", "bar\u200b"],
    ["a", "\uff41"],  # wide as a Chinese sign
]


def test_classes_that_look_alike_are_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(here / "pictures", {**{name: 4 for names in ALIKE for name in names}, "dog": 4})
    outcome = drive(here)
    assert outcome.classes == {**{name: 4 for names in ALIKE for name in names}, "dog": 4}
    assert sorted(outcome.audit["alike_classes"]) == sorted(ALIKE)
    out = capsys.readouterr().out
    assert out.count("have names that look alike; dataset.names makes them one.") == len(ALIKE)
    assert "the classes 'Cat', 'cat' and 'cat ' have" in out
    assert drive(here, {"names": {"Cat": "cat", "cat ": "cat"}}).classes["cat"] == 12


def test_nothing_that_is_left_out_is_missing(here: Path) -> None:
    fill(
        here / "pictures",
        {"train/cat": 9, "train/dog": 9, "train/fox": 3, "test/cat": 2, "test/yak": 1, "val/cat": 2},
    )
    fill(here / "pictures", {"train": 1}, start=100)
    (here / "pictures/train/cat/notes.txt").write_text("no picture")
    (here / "pictures/train/cat/empty.png").touch()
    (here / "pictures/readme.md").write_text("no picture either")
    parts = {
        "training": {"folder": "./train/"},
        "test": {"folder": "test"},
        "exclude": ["fox"],
        "max_per_class": 6,
    }
    outcome = drive(here, parts, {"train": 0.5, "validation": 0.5, "test": 0})
    assert outcome.classes == {"cat": 8, "dog": 6}
    assert [line.rpartition(" (")[0] for line in outcome.left_out] == [
        "8: more than dataset.max_per_class of a class",
        "3: of classes that dataset.exclude names, fox",
        "2: in no folder that dataset.training, validation or test names",
        "1: not in a class's folder",
        "1: of classes without training images, yak",
    ]
    assert outcome.audit["found"] == 29


def test_pictures_that_a_table_does_not_name_are_told(here: Path) -> None:
    fill(here / "pictures", {"photos": 10})
    table = "".join(f"{number:02}.png,{'cat' if number % 2 else 'dog'}\n" for number in range(8))
    (here / "pictures/labels.csv").write_text(f"file,label\n{table}gone.png,cat\n")
    outcome = drive(here, {"training": {"folder": "photos", "labels": "list", "list": "./labels.csv"}})
    assert outcome.classes == {"dog": 4, "cat": 4}
    assert outcome.left_out == [
        "2: not named in the list of their part (photos/08.png, photos/09.png)",
        "1: named in labels.csv, but not in the archive (photos/gone.png)",
    ]


@pytest.mark.parametrize("exclude", [["fx"], ["Fox"]])
def test_a_class_to_exclude_that_is_not_there(here: Path, exclude: list[str]) -> None:
    fill(here / "pictures", {**TWO, "fox": 8})
    assert refused(here, {"exclude": exclude}) == (
        f"dataset.exclude: no image is of the class '{exclude[0]}'. Closest: fox."
    )
