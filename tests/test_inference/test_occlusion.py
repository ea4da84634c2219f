"""The map of a model whose answer is known to rest on one place is bright there."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest

from lineup.inference import occlusion
from lineup.inference.mistakes import confident_mistakes
from lineup.report import attention


def looks_at_a_corner(images: np.ndarray) -> np.ndarray:
    """Return probabilities of two classes; the second's log-odds are the lower right corner's mean of red."""
    odds = np.exp(images[:, 28:, 28:, 0].mean(axis=(1, 2)))
    return np.stack([1 / (1 + odds), odds / (1 + odds)], axis=1)


def test_the_map_is_bright_where_the_answer_comes_from() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[28:, 28:, 0] = 20  # 2 x 2 of the cells, each 2 x 2 pixels
    cells = occlusion.sensitivity(looks_at_a_corner, picture, 1)
    assert cells.shape == (16, 16)
    assert cells[15, 15] == pytest.approx(20)  # one window alone hides this cell, with all of the corner
    assert cells.max() == cells[15, 15]
    # Four windows hide this cell: with all of the corner, a row of its cells, a column, or this cell alone.
    assert cells[14, 14] == pytest.approx(20 * np.mean([1, 1 / 2, 1 / 2, 1 / 4]))
    assert (cells[:10] == 0).all()
    assert (cells[:, :10] == 0).all()
    against = occlusion.sensitivity(looks_at_a_corner, picture, 0)
    assert against == pytest.approx(-cells, abs=1e-5)


def test_log_odds_tell_apart_what_float32_calls_certain() -> None:
    said = np.array([[1.0, 1e-20, 1e-25], [1.0, 1e-10, 1e-25]], np.float32)
    np.testing.assert_allclose(occlusion.log_odds(said, 0), np.log([1e20, 1e10]), rtol=1e-4)
    certain = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    np.testing.assert_allclose(occlusion.log_odds(certain, 0), [np.log(1e30), -np.log(1e30)], rtol=1e-6)


def test_other_weights_give_another_map() -> None:
    """The sanity check of Adebayo et al. (2018): a map depends on what the net has learned, not on edges."""
    picture = np.random.default_rng(3).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    maps = []
    for seed in (1, 2):
        keras.utils.set_random_seed(seed)
        inputs = keras.Input((32, 32, 3), dtype="uint8")
        x = keras.layers.Rescaling(1 / 255)(inputs)
        x = keras.layers.Conv2D(8, 5, strides=2, activation="relu")(x)
        net = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(keras.layers.Flatten()(x)))
        maps.append(occlusion.sensitivity(net.predict_on_batch, picture, 1))
    assert abs(np.corrcoef(maps[0].ravel(), maps[1].ravel())[0, 1]) < 0.5


def test_sides_that_sixteen_does_not_divide() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (37, 50, 3), dtype=np.uint8)
    cells = occlusion.sensitivity(lambda images: images.mean(axis=(1, 2)) / 255, picture, 2)
    assert np.isfinite(cells).all()


def test_cards_get_what_was_looked_into(tmp_path: Path) -> None:
    pixels = np.full((5, 16, 16, 3), 200, np.uint8)
    mistakes = pd.DataFrame({"row": [3, 1], "seed": [0, 1]})
    cards: list[dict[str, Any]] = [{"predicted": "Ada"}, {"predicted": "Bruno"}]
    assert not attention.attach(cards, mistakes, tmp_path, pixels)
    cells = np.zeros((8, 8), np.float32)
    cells[0, 0] = 0.5
    occlusion.write(tmp_path, mistakes.head(1), [cells])
    assert attention.attach(cards, mistakes, tmp_path, pixels)
    assert cards[0]["attention_alt"] == (
        "The same in grey, coloured by what speaks for Ada: most the upper left"
    )
    assert cards[0]["odds"] == "odds \N{DIVISION SIGN}\N{NO-BREAK SPACE}1.6"
    assert "attention" not in cards[1]


GREY = np.full((80, 80, 3), 128, np.uint8)


def test_colours_go_from_violet_to_yellow_with_the_fall_of_the_odds() -> None:
    cells = np.zeros((16, 16), np.float32)
    cells[:, :4], cells[:, 12:] = -5, 3
    drawn = attention.coloured(GREY, cells)
    assert drawn.shape == (160, 160, 3)
    ground = (1 - attention.COVER) * 128
    dark, bright = (np.array(ends) * attention.COVER + ground for ends in ((68, 1, 84), (253, 231, 37)))
    np.testing.assert_allclose(drawn[80, 4], dark, atol=2)  # viridis' ends
    np.testing.assert_allclose(drawn[80, 156], bright, atol=2)
    assert (drawn[80, 60] == drawn[80, 4]).all()  # a rise of the odds is drawn like no change


def test_a_picture_no_part_of_which_matters_is_dark() -> None:
    nothing = attention.coloured(GREY, np.zeros((16, 16), np.float32))
    np.testing.assert_allclose(attention.coloured(GREY, np.full((16, 16), 0.01, np.float32)), nothing, atol=6)


@pytest.mark.parametrize(
    ("cell", "place"),
    [((0, 0), "upper left"), ((8, 8), "middle"), ((15, 5), "lower left"), ((8, 15), "right")],
)
def test_the_brightest_place_in_words(cell: tuple[int, int], place: str) -> None:
    cells = np.zeros((16, 16), np.float32)
    cells[cell] = 1
    assert attention.brightest(cells) == place


@pytest.mark.parametrize(
    ("factor", "words"),
    [(0.3, "1.0"), (1.52, "1.5"), (40, "40"), (19_137, "19,000"), (1e9, "more than a million")],
)
def test_odds_in_words(factor: float, words: str) -> None:
    assert attention.factor(np.log(factor)) == words


def test_evaluate_looks_into_the_worst_of_every_variant(finished_study: Path) -> None:
    shots = pd.read_parquet(finished_study / "data/split/split.parquet").set_index("row")["group"]
    for variant in ("one", "two", "head"):
        answers = pd.read_parquet(finished_study / "data/results" / variant / "predictions.parquet")
        worst = confident_mistakes(answers[answers.split == "test"], 3, shots)
        with np.load(finished_study / "data/results" / variant / "attention.npz") as kept:
            assert (kept["maps"].shape, kept["maps"].dtype) == ((len(worst), 16, 16), np.float16)
            assert kept["row"].tolist() == worst.row.tolist()
            assert kept["seed"].tolist() == worst.seed.tolist()
    report = (finished_study / "data/report/report.html").read_text()
    assert report.count('alt="The same in grey, coloured by what speaks for ') == 3
