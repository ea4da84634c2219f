"""Which pictures are shown, worked by hand."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import escape

from lineup.inference import results
from lineup.inference.mistakes import confident_mistakes
from lineup.report import gallery, pictures
from lineup.words import percent

PREDICTIONS = pd.DataFrame(
    [
        # row, seed, class_id, predicted, confidence, position
        (5, 0, 1, 1, 0.40, 0),
        (6, 0, 1, 0, 0.90, 1),
        (7, 0, 0, 1, 0.95, 2),
        (8, 0, 0, 1, 0.90, 3),
        (5, 1, 1, 1, 0.60, 4),
        (6, 1, 1, 0, 0.70, 5),
        (7, 1, 0, 0, 0.30, 6),
        (8, 1, 0, 0, 0.80, 7),
    ],
    columns=["row", "seed", "class_id", "predicted", "confidence", "position"],
)

APART = pd.Series({5: 5, 6: 6, 7: 7, 8: 8})  # each image a shot of its own, by row
TWINS = pd.Series({5: 7, 6: 6, 7: 7, 8: 7})  # 5, 7 and 8 are near-duplicates


def test_confident_mistakes_name_an_image_once() -> None:
    chosen = confident_mistakes(PREDICTIONS, 9, APART)
    assert chosen["row"].tolist() == [7, 6, 8]  # 6 before 8: as sure, but with both seeds
    assert chosen["seed"].tolist() == [0, 0, 0]
    assert chosen["wrong_seeds"].tolist() == [1, 2, 1]
    assert chosen["frames"].tolist() == [1, 1, 1]
    assert confident_mistakes(PREDICTIONS, 1, APART)["row"].tolist() == [7]


def test_near_duplicates_with_the_same_answer_are_shown_once() -> None:
    chosen = confident_mistakes(PREDICTIONS, 9, TWINS)
    assert chosen[["row", "frames"]].to_numpy().tolist() == [[7, 2], [6, 1]]
    assert confident_mistakes(PREDICTIONS, 1, TWINS)["frames"].tolist() == [2]
    assert gallery.confusions(PREDICTIONS, 0, 1, 4, TWINS)[["row", "frames"]].to_numpy().tolist() == [[7, 2]]
    # 7 and 5 are both right, but of two classes: one of them has a wrong label, so both are shown.
    assert gallery.uncertain_hits(PREDICTIONS, 4, TWINS)["row"].tolist() == [7, 5]


def test_uncertain_hits_name_an_image_once() -> None:
    chosen = gallery.uncertain_hits(PREDICTIONS, 2, APART)
    assert chosen[["row", "seed", "confidence"]].to_numpy().tolist() == [[7, 1, 0.3], [5, 0, 0.4]]


def test_confusions_of_one_way() -> None:
    assert gallery.confusions(PREDICTIONS, 0, 1, 4, APART)["row"].tolist() == [7, 8]
    assert gallery.confusions(PREDICTIONS, 1, 0, 4, APART)["row"].tolist() == [6]


def test_samples_show_every_class_from_training() -> None:
    split = pd.DataFrame(
        {
            "row": [3, 4, 5, 6, 9],
            "class_id": [0, 0, 0, 1, 0],
            "label": ["a", "a", "a", "b", "a"],
            "split": ["test", "train", "train", "test", "train"],
        }
    )
    assert gallery.class_samples(split)[["row", "label"]].to_numpy().tolist() == [[5, "a"], [6, "b"]]


def test_pictures_are_embedded_and_shrunk() -> None:
    large = np.zeros((300, 200, 3), np.uint8)
    assert pictures.data_uri(large).startswith("data:image/webp;base64,UklGR")
    assert pictures.data_uri(large) == pictures.data_uri(np.zeros((128, 85, 3), np.uint8))


def test_a_mistake_says_what_its_true_class_got(report: Path) -> None:
    study = report.parents[1]
    best = json.loads((report / "comparison.json").read_text())["best"]
    answers = results.read(study / "data/results" / best)
    split = pd.read_parquet(study / "data/split/split.parquet").set_index("row")
    worst = confident_mistakes(answers.table[answers.table["split"] == "test"], 3, split["group"])
    table = answers.table.reset_index().set_index(["row", "seed"])["index"]
    labels = split["label"]
    html = (report / "report.html").read_text()
    for row, seed, class_id in zip(worst["row"], worst["seed"], worst["class_id"], strict=True):
        own = answers.probabilities[table[row, seed], class_id]
        assert f"<small>{percent(float(own))} for {escape(labels[row])} " in html
