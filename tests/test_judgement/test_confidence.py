"""Calibration is fitted on validation alone, and says of test what can be counted by hand."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from lineup.inference import temperature, threshold
from lineup.inference.results import Answers
from lineup.judgement import scores, trusted
from lineup.judgement.scores import Trust


def overconfident(seed: int, images: int = 4000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return probabilities whose logits are twice too large, true classes, and which are test."""
    random = np.random.default_rng(seed)
    logits = random.normal(size=(images, 5)) * 3
    truth = np.array([random.choice(5, p=row) for row in softmax(logits, axis=1)])
    return softmax(2 * logits, axis=1), truth, np.arange(images) % 2 == 0


def judged(probabilities: np.ndarray, truth: np.ndarray, test: np.ndarray) -> Trust:
    degree = temperature.fit(probabilities[~test], truth[~test])
    sure, right = temperature.apply(probabilities, degree).max(axis=1), probabilities.argmax(axis=1) == truth
    promise = threshold.fit(sure[~test], right[~test], np.flatnonzero(~test))
    return scores.trust(probabilities, truth, test, np.zeros(len(test), bool), degree, promise)


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
    trainings = pd.DataFrame([{"variant": "a", "seed": 0} | asdict(trust)]).astype({"promised": float})
    assert trusted.sentences(trainings, 20) == (
        "a's confidence is off by 10.0 points on average, 0.51 after calibration."
        " Nothing can be promised of any answer, however sure: every picture goes to a person."
        " 99% cannot be promised: that takes 368 validation pictures without an error, near-duplicates as"
        " one, and there are 20."
    )


def trainings(**columns: Sequence[float | None]) -> pd.DataFrame:
    """Return trainings of variant a, a seed for each value."""
    kept = {"test_calibration_error": 0.05, "test_calibration_error_calibrated": 0.02, "promised": 0.99}
    kept |= {"temperature": 1.5, "share_to_person": 0.25, "accepted_accuracy": 0.985}
    seeds = len(next(iter(columns.values())))
    table = pd.DataFrame(
        {"variant": "a", "seed": range(seeds)} | {key: [one] * seeds for key, one in kept.items()}
    )
    for key, values in columns.items():
        table[key] = values
    return table.astype(dict.fromkeys(kept, float))


def test_the_sentences_on_what_a_person_must_see() -> None:
    off = "a's confidence is off by 5.0 points on average, 2.0 after calibration."
    assert trusted.sentences(trainings(share_to_person=[0.25]), 500) == (
        f"{off} Of the answers above its threshold at least 99% are promised to be right; on the test images"
        " 98.5% are, and 25.0% go to a person."
    )
    table = trainings(promised=[0.97, 0.96, 0.97], share_to_person=[0.14, 0.95, 0.93])
    assert trusted.sentences(table, 161) == (
        f"{off} Of the answers above its threshold at least 96% to 97% are promised to be right; on the test"
        " images 98.5% are, and 14.0% to 95.0% go to a person (range over seeds). 99% cannot be promised:"
        " that takes 368 validation pictures without an error, near-duplicates as one, and there are 161."
    )
    table = trainings(promised=[0.97, None], share_to_person=[0.14, 1.0], accepted_accuracy=[0.98, None])
    assert trusted.sentences(table, 400) == (
        f"{off} Of the answers above its threshold at least 97% are promised to be right; on the test images"
        " 98.0% are, and 14.0% go to a person (range over seeds). In seed 1 nothing can be promised, and all"
        " go there. 99% cannot be promised: too many of the surest validation answers are wrong."
    )
    assert trusted.sentences(trainings(temperature=[None, None]), 400) == ""


def test_where_calibration_makes_it_worse_the_sentence_says_so() -> None:
    worse = trainings(test_calibration_error_calibrated=[0.06, 0.07])
    assert trusted.sentences(worse, 500).startswith(
        "a's confidence is off by 5.0 points on average; calibration makes that worse here, 6.5. Of"
    )
    once = trainings(test_calibration_error_calibrated=[0.01, 0.06])
    assert trusted.sentences(once, 500).startswith(
        "a's confidence is off by 5.0 points on average, 3.5 after calibration (which makes it"
        " worse in seed 1)."
    )


def test_of_a_model_that_diverged_nothing_is_said() -> None:
    probabilities, truth, test = overconfident(3, images=40)
    probabilities[0] = np.nan
    table = pd.DataFrame({"seed": 7, "class_id": truth, "leaked": False, "row": range(40)})
    table["split"] = np.where(test, "test", "validation")
    figures, trust = scores.count(Answers(table, probabilities, {7: None}), 7, pd.Series(0, table.index))
    assert trust == Trust()
    assert set(asdict(trust).values()) == {None}
    assert figures.test_loss is None
