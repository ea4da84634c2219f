"""The temperature is the best of its range, and changes no decision."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax

from lineup.inference import temperature
from tests.synthetic import answers

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


@pytest.fixture
def drawn() -> tuple[FloatArray, IntArray]:
    return answers.drawn_logits()


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_temperature_finds_the_factor_on_the_logits(
    drawn: tuple[FloatArray, IntArray], factor: float
) -> None:
    logits, labels = drawn
    probabilities = softmax(factor * logits, axis=1)
    found = temperature.fit(probabilities, labels)
    grid = np.linspace(0.98, 1.02, 41) * found
    losses = [-log_softmax(factor * logits / t, axis=1)[np.arange(4000), labels].mean() for t in grid]
    assert found == pytest.approx(factor, rel=0.1)
    assert found == pytest.approx(grid[np.argmin(losses)], rel=2e-3)
    assert temperature.apply(probabilities, found) == pytest.approx(
        softmax(factor * logits / found, axis=1), abs=1e-9
    )


def test_temperature_changes_no_decision_and_takes_zeros() -> None:
    probabilities = np.array([[0.0, 0.2, 0.8], [1.0, 0.0, 0.0]], dtype=np.float32)
    for degree in (0.05, 1.0, 20.0):
        scaled = temperature.apply(probabilities, degree)
        assert scaled.sum(axis=1) == pytest.approx([1, 1])
        assert scaled.argmax(axis=1).tolist() == [2, 0]
        assert np.isfinite(scaled).all()
    assert temperature.apply(probabilities, 1.0) == pytest.approx(probabilities, abs=1e-7)
    assert (temperature.apply(probabilities, None) == probabilities).all()  # of a model that diverged


def test_temperature_of_perfect_and_of_hopeless_predictions_is_bounded() -> None:
    probabilities = np.array([[0.9, 0.1], [0.1, 0.9]])
    assert 0.05 <= temperature.fit(probabilities, [0, 1]) < 0.1  # flat there: the likelihood is 1 already
    assert temperature.fit(probabilities, [1, 0]) == pytest.approx(20, rel=1e-2)
