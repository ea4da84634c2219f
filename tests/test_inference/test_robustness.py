"""Accuracy on corrupted images: which images, what is counted, what evaluate leaves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from lineup.inference import robustness as measure
from lineup.inference.corruptions import CORRUPTIONS, GREY, corrupt
from lineup.judgement import corruption
from lineup.report import robustness
from tests import copied, warm

SPY = """
from lineup.inference import robustness as measure
sample = measure.sample

def kept(images, count):
    images.to_parquet("drawn_from.parquet")
    return sample(images, count)

measure.sample = kept
from stages import evaluate
evaluate.main()
"""


def judged(test: int, leaked: int) -> pd.DataFrame:
    table = pd.DataFrame({"row": np.arange(2 * test), "split": ["test", "validation"] * test})
    rows = table.index[table.split == "test"][:leaked]
    return table.assign(leaked=table.index.isin(rows), class_id=0)


def test_the_sample_is_free_of_leaks_where_there_are_enough() -> None:
    table = judged(test=300, leaked=200)
    chosen = measure.sample(table, 50)
    assert (len(chosen), chosen.leaked.sum(), list(chosen.split.unique())) == (50, 0, ["test"])
    assert list(chosen.row) == sorted(chosen.row)
    assert list(measure.sample(table, 50).row) == list(chosen.row)
    assert len(measure.sample(table, 1000)) == 100
    few = measure.sample(judged(test=300, leaked=201), 300)
    assert (len(few), int(few.leaked.sum())) == (300, 201)
    assert measure.sample(table, 0).empty


def test_accuracy_is_counted_by_corruption_and_severity() -> None:
    pixels = np.full((6, 64, 64, 3), 60, np.uint8)

    def predict(images: np.ndarray) -> np.ndarray:
        """Say class 1 of a picture with a grey rectangle, else 0."""
        hidden = (images == GREY).all(axis=-1).mean(axis=(1, 2)) > 0.12
        return np.stack([~hidden, hidden], axis=1)

    found = measure.measure(predict, pixels, np.arange(6), np.zeros(6, int))
    assert len(found) == 1 + 5 * len(CORRUPTIONS)
    accuracy = {(row["corruption"], row["severity"]): row["accuracy"] for row in found}
    assert accuracy["none", 0] == 1
    assert [accuracy["occlusion", severity] for severity in range(1, 6)] == [1, 1, 0, 0, 0]
    assert {row["images"] for row in found} == {6}


def test_pictures_are_shown_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (9, 16, 16, 3), dtype=np.uint8)
    rows, class_ids, shown = np.array([1, 4, 8]), np.array([0, 1, 0]), []

    def predict(images: np.ndarray) -> np.ndarray:
        shown.append(len(images))
        dark = images.mean(axis=(1, 2, 3)) < 130
        return np.stack([dark, ~dark], axis=1)

    whole = measure.measure(predict, pixels, rows, class_ids)
    assert shown == [3] + 5 * [15]
    monkeypatch.setattr(measure, "MOST", 4)
    shown.clear()
    assert measure.measure(predict, pixels, rows, class_ids) == whole
    assert shown == [3] + 5 * [4, 4, 4, 3]
    assert len({row["accuracy"] for row in whole}) > 1


def test_examples_are_what_the_models_were_shown() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (3, 16, 16, 3), dtype=np.uint8)
    found = measure.examples(pixels, 2)
    assert list(found) == ["none", *CORRUPTIONS]
    assert (found["none"] == pixels[2]).all()
    assert (found["noise"] == corrupt(pixels[2], "noise", 3, 2)).all()
    cards = robustness.examples(found)
    assert [card["label"] for card in cards] == [
        "As it is",
        "Noise",
        "Blur",
        "Brightness",
        "JPEG",
        "Occlusion",
    ]
    assert cards[4]["alt"] == "The same picture under JPEG"
    assert all(card["src"].startswith("data:image/webp;base64,") for card in cards)


def test_evaluate_writes_a_row_per_seed_corruption_and_severity(finished_study: Path) -> None:
    for variant in ("one", "head"):
        table = pd.read_csv(finished_study / "data/results" / variant / "robustness.csv")
        assert list(table.columns) == ["seed", "corruption", "severity", "images", "accuracy"]
        assert table.groupby("seed").size().to_dict() == {0: 26, 1: 26}
        assert set(table.images) == {4}
        assert set((table.accuracy * 4).round(6)) <= {0, 1, 2, 3, 4}
    report = (finished_study / "data/report/report.html").read_text()
    assert '<section id="robustness"' in report
    assert "Accuracy on the same 4 test images, none of which has a near-duplicate in training." in report
    assert 'alt="The same picture under Occlusion"' in report


def test_the_section_is_what_a_hand_counts() -> None:
    rows = [("a", "none", 0, 1.0), ("a", "blur", 1, 0.8), ("a", "blur", 2, 0.6), ("a", "jpeg", 1, 0.9)]
    rows += [("a", "jpeg", 2, 0.7), ("b", "none", 0, 0.7), ("b", "blur", 1, 0.7), ("b", "blur", 2, 0.9)]
    rows += [("b", "jpeg", 1, 0.8), ("b", "jpeg", 2, 0.8)]
    table = pd.DataFrame(rows, columns=["variant", "corruption", "severity", "accuracy"])
    measured = table.assign(seed=0, images=10)
    found = corruption.by_rank(measured, ["a", "b"])
    first, second = found
    assert first.each == pytest.approx({"blur": 0.7, "jpeg": 0.8})
    assert [first.mean, first.clean, second.mean] == pytest.approx([0.75, 1.0, 0.8])
    assert second.images == 10
    assert corruption.sentence(found) == (
        "Under noise, blur, glare, JPEG and occlusion a keeps 75.0% of 100.0%. b keeps most: 80.0% of 70.0%."
    )
    assert corruption.means(table).to_dict() == pytest.approx({"a": 0.75, "b": 0.8})
    split = pd.DataFrame({"row": range(12), "split": "test", "leaked": [False, True] * 6})
    section = robustness.section(measured, found, split, np.zeros((12, 8, 8, 3), np.uint8))
    assert section["titles"] == ["Blur", "JPEG"]
    assert not section["leak_free"]
    assert [line["text"] for line in section["figure"]["lines"]] == [
        "a: 100.0% as it is, 65.0% at the highest severity",
        "b: 70.0% as it is, 85.0% at the highest severity",
    ]


def test_where_nothing_was_measured_nothing_is_said() -> None:
    none = pd.DataFrame(columns=["variant", "seed", "corruption", "severity", "images", "accuracy"])
    assert corruption.by_rank(none, ["a"]) == []
    assert corruption.sentence([]) == ""
    assert robustness.section(none, [], pd.DataFrame(), np.zeros((0, 8, 8, 3), np.uint8)) == {}


def test_evaluate_draws_from_the_same_images_for_every_variant(finished_study: Path, tmp_path: Path) -> None:
    """Also for one that trained without what leaks, and so calls nothing leaked."""
    study = copied.copy(finished_study, tmp_path)
    content = yaml.safe_load((study / "params.yaml").read_text())
    content["variants"]["one"]["leaks"] = "remove_from_training"
    (study / "params.yaml").write_text(yaml.safe_dump(content))
    split = pd.read_parquet(study / "data/split/split.parquet").assign(
        leaked=lambda table: table.row % 2 == 0
    )
    split.to_parquet(study / "data/split/split.parquet")
    done = warm.run(study, "-c", SPY, "one")
    assert done.returncode == 0, done.stderr
    pd.testing.assert_frame_equal(pd.read_parquet(study / "drawn_from.parquet"), split)
