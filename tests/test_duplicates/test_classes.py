"""What classes say of the pairs found: copies have one, look-alikes often two."""

import numpy as np
import pytest

from lineup.duplicates import tails

LINE = 0.8
PAIRS = np.arange(400).reshape(200, 2)
SCORES = np.repeat([0.75, 0.85], 100)  # under the line and over it


def labelled(below: int, above: int) -> np.ndarray:
    """Return labels by which so many of the 100 pairs under and over the line are of two classes."""
    labels = np.full((200, 2), "cat")
    labels[:below, 1] = labels[100 : 100 + above, 1] = "dog"
    return labels.ravel()


def test_pairs_of_two_classes_as_often_above_the_line_as_below_are_look_alikes() -> None:
    assert tails.false_share(labelled(50, 50), PAIRS, SCORES, LINE) == 1
    assert tails.false_share(labelled(50, 60), PAIRS, SCORES, LINE) == 1
    assert tails.false_share(labelled(60, 15), PAIRS, SCORES, LINE) == pytest.approx(0.25)


def test_copies_have_one_class() -> None:
    assert tails.false_share(labelled(50, 0), PAIRS, SCORES, LINE) == 0


def test_few_pairs_say_nothing() -> None:
    assert tails.false_share(labelled(9, 50), PAIRS, SCORES, LINE) == 0
    assert tails.false_share(labelled(50, 9), PAIRS, SCORES, LINE) == 0
    assert tails.false_share(labelled(0, 0), PAIRS[:0], SCORES[:0], LINE) == 0
