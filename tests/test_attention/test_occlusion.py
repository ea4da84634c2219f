"""The map of a model whose answer is known to rest on one place is bright there."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from stages.analysis import attention
from stages.attention import occlusion


def looks_at_a_corner(images: np.ndarray) -> np.ndarray:
    """Return probabilities of two classes: the second is as likely as the lower right corner is red."""
    red = images[:, 24:, 24:, 0].mean(axis=(1, 2)) / 255
    return np.stack([1 - red, red], axis=1)


def test_the_map_is_bright_where_the_answer_comes_from() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[24:, 24:, 0] = 255
    cells = occlusion.sensitivity(looks_at_a_corner, picture, 1)
    assert cells.shape == (8, 8)
    assert divmod(int(cells.argmax()), 8) == (7, 7)
    mean = round(255 / 16)  # of red, over the whole picture
    assert cells[7, 7] == pytest.approx(
        1 - mean / 255
    )  # one window alone hides this cell, with all of the corner
    assert (cells[:5, :5] == 0).all()
    against = occlusion.sensitivity(looks_at_a_corner, picture, 0)
    assert against == pytest.approx(-cells)


def test_sides_that_eight_does_not_divide() -> None:
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
    assert cards[0]["attention_alt"] == "The part of it on which the answer Ada rests"
    assert "attention" not in cards[1]
    occlusion.write(tmp_path, mistakes.head(0), [])
    assert not (tmp_path / "attention.npz").exists()


def test_what_does_not_matter_is_dark() -> None:
    cells = np.full((8, 8), -0.3, np.float32)
    cells[:4] = 0.5
    bright = attention.dimmed(np.full((64, 64, 3), 200, np.uint8), cells)
    assert bright[:20].min() == 200
    assert bright[44:].max() == round(200 * attention.DIMMED)


def test_evaluate_looks_into_the_worst_of_every_variant(finished_study: Path) -> None:
    for variant in ("one", "two", "head"):
        answers = pd.read_parquet(finished_study / "data/results" / variant / "predictions.parquet")
        wrong = answers[(answers.split == "test") & (answers.predicted != answers.class_id)]
        with np.load(finished_study / "data/results" / variant / "attention.npz") as kept:
            assert kept["maps"].shape == (min(3, wrong.row.nunique()), 8, 8)
            pairs = set(zip(kept["row"].tolist(), kept["seed"].tolist(), strict=True))
        assert pairs <= set(zip(wrong.row, wrong.seed, strict=True))
    report = (finished_study / "data/report/report.html").read_text()
    assert report.count('alt="The part of it on which the answer ') == 3
