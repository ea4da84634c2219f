import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss

from lineup.judgement.calibration import (
    Binning,
    apply_temperature,
    bin_edges,
    brier_score,
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


@pytest.fixture
def drawn() -> tuple[FloatArray, IntArray]:
    """Calibrated logits (4000, 5) and labels drawn from them."""
    generator = np.random.default_rng(0)
    logits = generator.normal(0, 2, (4000, 5))
    labels = np.argmax(logits + generator.gumbel(size=logits.shape), axis=1)
    return logits, labels


def test_calibration_error_worked_by_hand() -> None:
    confidence = [0.95, 0.95, 0.95, 0.95, 0.55, 0.55]
    correct = [1, 1, 1, 0, 1, 1]
    # bins of 0.1: four at 0.95 with accuracy 0.75 (gap 0.2), two at 0.55 with accuracy 1 (gap 0.45)
    expected = 4 / 6 * 0.2 + 2 / 6 * 0.45
    assert expected_calibration_error(confidence, correct, bins=10) == pytest.approx(expected)
    assert expected_calibration_error(confidence, correct, bins=1) == pytest.approx(abs(5 / 6 - 4.9 / 6))


def test_reliability_is_scikit_learns_curve_with_both_binnings(drawn: tuple[FloatArray, IntArray]) -> None:
    logits, labels = drawn
    confidence = softmax(logits, axis=1).max(axis=1)
    correct = logits.argmax(axis=1) == labels
    strategies: dict[Binning, str] = {"equal_width": "uniform", "equal_mass": "quantile"}
    for binning, strategy in strategies.items():
        ours = reliability(confidence, correct, 10, binning)
        accuracy, mean_confidence = calibration_curve(correct, confidence, n_bins=10, strategy=strategy)
        filled = np.array(ours.count) > 0
        assert np.array(ours.accuracy)[filled] == pytest.approx(accuracy)
        assert np.array(ours.confidence)[filled] == pytest.approx(mean_confidence)
        assert sum(ours.count) == 4000
    assert max(ours.count) - min(ours.count) <= 1


def test_bins_are_open_to_the_left_and_hold_zero_and_one() -> None:
    diagram = reliability([0.0, 0.5, 0.5001, 1.0], [0, 1, 1, 1], bins=2)
    assert (diagram.edges, diagram.count) == ((0.0, 0.5, 1.0), (2, 2))
    assert np.isnan(reliability([0.9], [1], bins=2).accuracy[0])


def test_equal_mass_bins_of_equal_confidences_merge() -> None:
    assert bin_edges([0.7] * 9, 15, "equal_mass").tolist() == [0.0, 0.7, 1.0]
    assert expected_calibration_error([0.7] * 10, [1] * 7 + [0] * 3, binning="equal_mass") == pytest.approx(0)


def test_calibrated_predictions_have_a_small_error_and_overconfident_ones_a_large(
    drawn: tuple[FloatArray, IntArray],
) -> None:
    logits, labels = drawn
    correct = logits.argmax(axis=1) == labels
    assert expected_calibration_error(softmax(logits, axis=1).max(axis=1), correct) < 0.03
    assert expected_calibration_error(softmax(3 * logits, axis=1).max(axis=1), correct) > 0.1


def test_scores_are_those_of_scikit_learn(drawn: tuple[FloatArray, IntArray]) -> None:
    logits, labels = drawn
    probabilities = softmax(logits, axis=1)
    assert negative_log_likelihood(probabilities, labels) == pytest.approx(log_loss(labels, probabilities))
    expected = brier_score_loss(labels, probabilities, labels=np.arange(5), scale_by_half=False)
    assert brier_score(probabilities, labels) == pytest.approx(expected)


def test_scores_of_sure_predictions() -> None:
    right, wrong = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    assert (brier_score(right, [0]), brier_score(wrong, [0])) == (0.0, 2.0)
    assert negative_log_likelihood(right, [0]) == 0.0
    assert negative_log_likelihood(wrong, [0]) == pytest.approx(87.3, abs=0.1)
    assert brier_score(np.ones((3, 1)), [0, 0, 0]) == 0.0


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_temperature_finds_the_factor_on_the_logits(
    drawn: tuple[FloatArray, IntArray], factor: float
) -> None:
    logits, labels = drawn
    probabilities = softmax(factor * logits, axis=1)
    temperature = fit_temperature(probabilities, labels)
    grid = np.linspace(0.98, 1.02, 41) * temperature
    losses = [-log_softmax(factor * logits / t, axis=1)[np.arange(4000), labels].mean() for t in grid]
    assert temperature == pytest.approx(factor, rel=0.1)
    assert temperature == pytest.approx(grid[np.argmin(losses)], rel=2e-3)
    assert apply_temperature(probabilities, temperature) == pytest.approx(
        softmax(factor * logits / temperature, axis=1), abs=1e-9
    )


def test_temperature_changes_no_decision_and_takes_zeros() -> None:
    probabilities = np.array([[0.0, 0.2, 0.8], [1.0, 0.0, 0.0]], dtype=np.float32)
    for temperature in (0.05, 1.0, 20.0):
        scaled = apply_temperature(probabilities, temperature)
        assert scaled.sum(axis=1) == pytest.approx([1, 1])
        assert scaled.argmax(axis=1).tolist() == [2, 0]
        assert np.isfinite(scaled).all()
    assert apply_temperature(probabilities, 1.0) == pytest.approx(probabilities, abs=1e-7)


def test_temperature_of_perfect_and_of_hopeless_predictions_is_bounded() -> None:
    probabilities = np.array([[0.9, 0.1], [0.1, 0.9]])
    assert 0.05 <= fit_temperature(probabilities, [0, 1]) < 0.1  # flat there: the likelihood is 1 already
    assert fit_temperature(probabilities, [1, 0]) == pytest.approx(20, rel=1e-2)
