"""Names of classes of every kind go through all stages as they are, and into every picture and page."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.synthetic import make_study
from tests.test_cases.driving import drive, fill
from tests.test_report.conftest import compare_in

NAMES = [
    *(
        "$5_$10",
        "$20",
        "$x^2$",
        "a_b^c",
        "100%",
        "50%d",
        "{a}",
        "a\\b",
        "\\alpha",
        "~",
        "`ls`",
        "a|b",
        "a*b?",
    ),
    *(
        "<b>bold</b>",
        "</script>",
        "R&B",
        "&amp;",
        "it's",
        'say "hi"',
        "a,b",
        "a;b",
        "a\tb",
        "two\nlines",
        "a: b",
    ),
    *("#1", "C#", "- dash", "--help", "!x", "@user", "[x]", "=1+1", "+1", "-1"),
    *tuple("yes no on off null NA nan None true 0 10 007 0x10 1e3 1_000".split()),
    *("2024-01-01", "12:30", "1.0", "train", "validation", "label", "path", "class_0"),
    *("猫", "ねこ", "고양이", "قطة", "חתול", "кошка", "γάτα", "แมว", "🐱", "👩\u200d🚀", "Ünï cödé", "ß"),
    *("   leading", "trailing   ", "..dots", "CON", "aux.txt", "x" * 200, "長" * 60),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory, with a folder of pictures."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pictures").mkdir()
    return tmp_path


def test_names_from_folders_to_the_split(here: Path) -> None:
    names = [
        name for name in NAMES if not name.startswith(".") and "/" not in name
    ]  # a system allows no other
    fill(here / "pictures", dict.fromkeys(names, 4))
    fill(here / "pictures", {"..dots": 4}, start=9000)
    outcome = drive(here)
    assert outcome.classes == dict.fromkeys(names, 4)
    assert outcome.left_out == [
        "4: in hidden folders, or in folders of the system (..dots/00.png, ..dots/01.png, ..dots/02.png, ...)"
    ]
    pairs = outcome.split[["class_id", "label"]].drop_duplicates().sort_values("class_id")
    assert pairs.label.tolist() == sorted(names)
    for name in ("samples.png", "classes.png"):
        assert (here / "data/split" / name).stat().st_size > 10_000


def test_names_from_a_table(here: Path) -> None:
    names = [name for name in NAMES if name == name.strip()]
    fill(here / "pictures", {"photos": 4 * len(names)})
    rows = [(f"{number:02}.png", names[number // 4]) for number in range(4 * len(names))]
    with (here / "pictures/labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("file", "label"), *rows])
    training = {"folder": "photos", "labels": "list", "list": "labels.csv"}
    assert drive(here, {"training": training}).classes == dict.fromkeys(names, 4)


def test_chosen_excluded_and_renamed(here: Path) -> None:
    fill(here / "pictures", dict.fromkeys(["yes", "no", "0", "10", "$5_$10", "猫"], 4))
    assert drive(here, {"classes": ["yes", "0", "猫"]}).classes == {"yes": 4, "0": 4, "猫": 4}
    assert drive(here, {"exclude": ["no", "10", "$5_$10"]}).classes == {"yes": 4, "0": 4, "猫": 4}
    assert drive(here, {"names": {"no": "yes", "10": "0"}, "exclude": ["猫", "$5_$10"]}).classes == {
        "yes": 8,
        "0": 8,
    }


def test_names_in_the_report(tmp_path: Path) -> None:
    two = {"cnn": 0.8, "transfer": 0.7}
    make_study(tmp_path, two, (0,), classes=NAMES, images=5 * len(NAMES), size=24)
    report = compare_in(tmp_path)
    page = (report / "report.html").read_text(encoding="utf-8")
    for name in ("<b>bold</b>", "</script>x", "&amp;amp;amp;"):
        assert name not in page
    for name in ("猫", "고양이", "قطة", "$5_$10", "&lt;b&gt;bold&lt;/b&gt;"):
        assert name in page
    table = pd.read_csv(report / "confusion.csv", dtype=str, keep_default_na=False)
    assert set(table.actual) == set(NAMES)
    for picture in report.glob("*.png"):
        assert np.frombuffer(picture.read_bytes()[:4], np.uint8).tolist() == [0x89, 0x50, 0x4E, 0x47]
