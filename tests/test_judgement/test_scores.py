"""The figures of one model, worked by hand."""

from dataclasses import asdict

import numpy as np
import pytest
from sklearn.metrics import f1_score, log_loss

from lineup.judgement import scores

# Two validation images, then four test images, the last of which leaks; class 2 is in validation alone.
TRUTH = np.array([0, 2, 0, 1, 1, 0])
TEST, LEAKED = np.arange(6) >= 2, np.arange(6) == 5
SAID = np.array(
    [[0.6, 0.3, 0.1], [0.5, 0.3, 0.2], [0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0.6, 0.3, 0.1], [0.9, 0.1, 0.0]]
)


def test_metrics_worked_by_hand() -> None:
    figures = scores.score(SAID, TRUTH, TEST, LEAKED)
    assert asdict(figures) == pytest.approx(
        {
            "test_accuracy": 3 / 4,
            "test_loss": -np.log([0.8, 0.7, 0.3, 0.9]).mean(),
            "test_macro_f1": (4 / 5 + 2 / 3) / 2,
            "test_accuracy_leak_free": 2 / 3,
            "test_accuracy_leak_free_n": 3,
            "val_accuracy": 1 / 2,
            "val_loss": -np.log([0.6, 0.2]).mean(),
        }
    )
    guesses = SAID[TEST].argmax(axis=1)
    assert figures.test_macro_f1 == pytest.approx(f1_score(TRUTH[TEST], guesses, average="macro"))
    assert figures.test_loss == pytest.approx(log_loss(TRUTH[TEST], SAID[TEST], labels=[0, 1, 2]))


def test_without_a_leak_free_image_there_is_no_accuracy_of_them() -> None:
    figures = scores.score(SAID, TRUTH, TEST, TEST)
    assert (figures.test_accuracy_leak_free, figures.test_accuracy_leak_free_n) == (None, 0)


def test_a_probability_of_zero_costs_as_much_as_in_keras() -> None:
    figures = scores.score(np.eye(3)[[0, 1]], np.array([0, 0]), np.arange(2) == 1, TEST[:2])
    assert figures.test_loss == pytest.approx(-np.log(1e-7))
