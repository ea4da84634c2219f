import numpy as np
import pytest

from lineup.judgement.selective import risk_coverage, select_threshold


def test_risk_against_coverage_worked_by_hand() -> None:
    assert risk_coverage([0.6, 0.9, 0.8, 0.7], [0, 1, 0, 1]) == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])


def test_among_equal_confidences_the_order_of_rows_does_not_matter() -> None:
    first, second = risk_coverage([0.5] * 4, [1, 1, 0, 0]), risk_coverage([0.5] * 4, [0, 0, 1, 1])
    assert first.tolist() == second.tolist() == [0.5] * 4


def test_perfect_predictions_have_no_risk() -> None:
    assert risk_coverage([0.3, 0.9], [1, 1]).tolist() == [0.0, 0.0]
    assert risk_coverage([0.9], [0]).tolist() == [1.0]


def test_threshold_is_the_smallest_that_reaches_the_target() -> None:
    confidence = np.linspace(1.0, 0.5, 200)
    correct = np.ones(200)
    correct[[99, 150, 199]] = (
        0  # 199 accepted: 2 wrong, 98.995 %; 198: the same two; 151: 2 wrong; 150: 1 wrong
    )
    assert select_threshold(confidence, correct) == confidence[149]
    assert select_threshold(confidence, correct, target=0.98) == confidence[198 + 1]


def test_equal_confidences_are_accepted_together() -> None:
    assert select_threshold([0.9, 0.9, 0.9, 0.5], [1, 1, 0, 1], target=0.7) == 0.5
    assert select_threshold([0.9, 0.9, 0.9, 0.5], [1, 1, 0, 0], target=0.99) is None
