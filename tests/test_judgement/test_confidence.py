"""Calibration is fitted on validation alone, and says of test what can be counted by hand."""

from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from lineup.inference import temperature
from lineup.inference.results import Answers
from lineup.judgement import scores, summary
from lineup.judgement.scores import Trust


def overconfident(seed: int, images: int = 4000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return probabilities whose logits are twice too large, true classes, and which are test."""
    random = np.random.default_rng(seed)
    logits = random.normal(size=(images, 5)) * 1.5
    truth = np.array([random.choice(5, p=row) for row in softmax(logits, axis=1)])
    return softmax(2 * logits, axis=1), truth, np.arange(images) % 2 == 0


def judged(probabilities: np.ndarray, truth: np.ndarray, test: np.ndarray) -> Trust:
    degree = temperature.fit(probabilities[~test], truth[~test])
    return scores.trust(probabilities, truth, test, np.zeros(len(test), bool), degree)


def test_the_temperature_undoes_what_was_done() -> None:
    trust = judged(*overconfident(0))
    assert trust.temperature == pytest.approx(2, abs=0.15)
    assert trust.test_calibration_error_calibrated is not None
    assert trust.test_calibration_error is not None
    assert trust.test_calibration_error_calibrated < 0.04 < 0.1 < trust.test_calibration_error
    assert trust.test_brier is not None
    assert trust.test_brier_calibrated is not None
    assert trust.test_brier_calibrated < trust.test_brier


def test_nothing_is_fitted_on_test() -> None:
    probabilities, truth, test = overconfident(1)
    before = judged(probabilities, truth, test)
    truth[test] = 0
    after = judged(probabilities, truth, test)
    assert (after.temperature, after.threshold) == (before.temperature, before.threshold)
    assert after.accepted_accuracy != before.accepted_accuracy


def test_the_threshold_splits_the_test_images() -> None:
    probabilities, truth, test = overconfident(2)
    trust = judged(probabilities, truth, test)
    assert trust.threshold is not None
    accepted = temperature.apply(probabilities, trust.temperature)[test].max(axis=1) >= trust.threshold
    right = probabilities[test].argmax(axis=1) == truth[test]
    assert trust.share_to_person == pytest.approx(1 - accepted.mean())
    assert trust.accepted_accuracy == pytest.approx(right[accepted].mean())


def test_without_a_threshold_all_go_to_a_person() -> None:
    probabilities = np.tile([0.6, 0.4], (40, 1))
    trust = judged(probabilities, np.tile([0, 1], 20), np.arange(40) < 20)
    assert trust.threshold is None
    assert (trust.share_to_person, trust.accepted_accuracy) == (1.0, None)
    trainings = pd.DataFrame([{"variant": "a", "seed": 0} | asdict(trust)])
    ranking = pd.DataFrame({"variant": ["a"]})
    assert summary.confidence(ranking, trainings) == (
        "a's confidence is off by 10.0 points on average, 0.51 after calibration."
        " At no threshold were 99% of the accepted validation answers right."
    )


def test_the_sentence_on_what_a_person_must_see() -> None:
    trust = {"temperature": 1.5, "test_calibration_error": 0.05, "test_calibration_error_calibrated": 0.02}
    trust |= {"share_to_person": 0.25, "accepted_accuracy": 0.985}
    trainings = pd.DataFrame([{"variant": "a", "seed": 0} | trust])
    assert summary.confidence(pd.DataFrame({"variant": ["a"]}), trainings) == (
        "a's confidence is off by 5.0 points on average, 2.0 after calibration."
        " With a threshold at which 99% of the accepted validation answers were right,"
        " 25.0% of the test images go to a person and 98.5% of the other answers are right."
    )


def test_of_a_model_that_diverged_nothing_is_said() -> None:
    probabilities, truth, test = overconfident(3, images=40)
    probabilities[0] = np.nan
    table = pd.DataFrame({"seed": 7, "class_id": truth, "leaked": False})
    table["split"] = np.where(test, "test", "validation")
    figures, trust = scores.count(Answers(table, probabilities, {7: None}), 7)
    assert trust == Trust()
    assert set(asdict(trust).values()) == {None}
    assert figures.test_loss is None
