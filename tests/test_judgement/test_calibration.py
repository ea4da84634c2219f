import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.calibration import calibration_curve

from lineup.judgement.calibration import expected_calibration_error, reliability
from tests.synthetic import answers

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


@pytest.fixture
def drawn() -> tuple[FloatArray, IntArray]:
    return answers.drawn_logits()


def test_calibration_error_worked_by_hand() -> None:
    confidence = [0.95, 0.95, 0.95, 0.95, 0.55, 0.55]
    correct = [1, 1, 1, 0, 1, 1]
    # bins of 0.1: four at 0.95 with accuracy 0.75 (gap 0.2), two at 0.55 with accuracy 1 (gap 0.45)
    expected = 4 / 6 * 0.2 + 2 / 6 * 0.45
    assert expected_calibration_error(confidence, correct, bins=10) == pytest.approx(expected)
    assert expected_calibration_error(confidence, correct, bins=1) == pytest.approx(abs(5 / 6 - 4.9 / 6))


def test_reliability_is_scikit_learns_curve(drawn: tuple[FloatArray, IntArray]) -> None:
    logits, labels = drawn
    confidence = softmax(logits, axis=1).max(axis=1)
    correct = logits.argmax(axis=1) == labels
    ours = reliability(confidence, correct, 10)
    accuracy, mean_confidence = calibration_curve(correct, confidence, n_bins=10)
    filled = ours.count > 0
    assert ours.accuracy[filled] == pytest.approx(accuracy)
    assert ours.confidence[filled] == pytest.approx(mean_confidence)
    assert ours.count.sum() == 4000


def test_bins_are_open_to_the_left_and_hold_zero_and_one() -> None:
    diagram = reliability([0.0, 0.5, 0.5001, 1.0], [0, 1, 1, 1], bins=2)
    assert diagram.count.tolist() == [2, 2]
    assert np.isnan(reliability([0.9], [1], bins=2).accuracy[0])


def test_calibrated_predictions_have_a_small_error_and_overconfident_ones_a_large(
    drawn: tuple[FloatArray, IntArray],
) -> None:
    logits, labels = drawn
    correct = logits.argmax(axis=1) == labels
    assert expected_calibration_error(softmax(logits, axis=1).max(axis=1), correct) < 0.03
    assert expected_calibration_error(softmax(3 * logits, axis=1).max(axis=1), correct) > 0.1
