"""The published systems' studies on stand-ins in the published layouts, from archive to split."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from stages import download, preprocess, split
from tests.conftest import ROOT
from tests.stand_ins import anime, birds, cifar, drawing, names, simpsons

SIZE = 32  # pixels a side, instead of up to 250


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINEUP_MIRROR", str(tmp_path / "mirror"))
    (tmp_path / "mirror").mkdir()
    monkeypatch.setattr(split, "by_class", lambda *_: b"")  # most of the time, for 60 classes
    return tmp_path


@pytest.fixture
def run(here: Path) -> Callable[[str], tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    def stages(study: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Return index, split and rejected files of a study on what lies in the mirror."""
        content = yaml.safe_load((ROOT / f"studies/{study}.yaml").read_text())
        content["images"] |= {"height": SIZE, "width": SIZE}
        (here / "params.yaml").write_text(yaml.safe_dump(content))
        for stage in (download, preprocess, split):
            stage.main()
        data = here / "data"
        tables = [pd.read_parquet(data / path) for path in ("images/index.parquet", "split/split.parquet")]
        return tables[0], tables[1], pd.read_csv(data / "images/rejected.csv")

    return stages


Run = Callable[[str], tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]


def test_three_characters_beside_a_folder_without_classes(here: Path, run: Run) -> None:
    anime.write(here / "mirror")
    index, parts, rejected = run("anime3")
    assert index.label.value_counts().to_dict() == {"akira": 62, "hana": 62, "ren": 61}
    assert parts.split.value_counts().to_dict() == {"train": 104, "test": 54, "validation": 27}
    assert sorted(rejected.path) == sorted(f"test/{number}.jpg" for number in range(1, 13))
    assert set(rejected.reason) == {"not in a class's folder"}


def test_three_characters_in_folds(here: Path, run: Run) -> None:
    anime.write(here / "mirror")
    _, parts, _ = run("anime3_folds")
    assert parts.split.value_counts().to_dict() == {"train": 149, "validation": 36}
    tested = parts[[f"fold_{fold}" for fold in range(1, 6)]] == "test"
    assert (tested.sum(axis=1) == 1).all()
    assert tested.sum().between(36, 38).all()


def test_ten_of_49_characters_from_two_folders_and_six_endings(here: Path, run: Run) -> None:
    simpsons.write(here / "mirror", training=18, test=7)
    index, parts, rejected = run("simpsons10")
    assert index.label.value_counts().to_dict() == dict.fromkeys(sorted(names.TEN_SIMPSONS), 25)
    assert index.official_split.value_counts().to_dict() == {"train": 180, "test": 70}
    assert set(index.format) == {"JPEG", "PNG", "BMP", "GIF"}
    assert {Path(path).suffix for path in index.path} == set(simpsons.ENDINGS)
    assert (index.width.max(), index.height.max()) == (1920, 1080)
    counts = parts.groupby(["label", "split"]).size().unstack()
    assert counts.drop_duplicates().to_dict("records") == [{"test": 2, "train": 18, "validation": 5}]
    mixed = parts.merge(index, left_on="row", right_index=True)
    assert set(mixed[mixed.official_split == "test"].split) == {"train", "validation", "test"}
    assert rejected.empty


def test_200_species_by_lists_in_a_second_archive(here: Path, run: Run) -> None:
    birds.write(here / "mirror", training=6, test=2)
    index, parts, rejected = run("birds200")
    assert index.label.nunique() == 200
    assert index.label.iloc[0] == "001.Black_footed_Albatross"
    assert index.official_split.value_counts().to_dict() == {"train": 1200, "test": 400}
    assert parts.split.value_counts().to_dict() == {"train": 1000, "test": 400, "validation": 200}
    assert rejected.empty


@pytest.mark.parametrize(
    ("study", "name", "classes"), [("cifar10", "cifar-10", 10), ("cifar25", "cifar-100", 25)]
)
def test_cifar(here: Path, run: Run, study: str, name: str, classes: int) -> None:
    cifar.write(here / "mirror", name, training=10, test=2)
    index, parts, rejected = run(study)
    known = {"cifar-10": names.CIFAR_10, "cifar-100": names.CIFAR_100}[name]
    assert sorted(index.label.unique()) == sorted(known[:classes])
    assert set(zip(index.width, index.height, index.format, strict=True)) == {(32, 32, "PNG")}
    expected = {"train": 9 * classes, "test": 2 * classes, "validation": classes}
    assert parts.split.value_counts().to_dict() == expected
    assert rejected.empty


def test_classes_differ_and_pictures_of_one_class_too() -> None:
    def colour(label: int) -> tuple[int, ...]:
        """Return the most frequent colour of a picture of the class: that of its shape."""
        pixels = drawing.draw(label, random, 32, 32).reshape(-1, 3)
        found, counts = np.unique(pixels, axis=0, return_counts=True)
        return tuple(int(value) for value in found[counts.argmax()])

    random = np.random.default_rng(0)
    colours = [colour(label) for label in range(200)]
    assert len(set(colours)) == 200
    assert [colour(label) for label in range(200)] == colours
    first, second = drawing.draw(0, random, 32, 32), drawing.draw(0, random, 32, 32)
    assert np.abs(first.astype(int) - second).mean() > 10
