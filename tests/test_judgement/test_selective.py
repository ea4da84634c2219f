import pytest

from lineup.judgement.trusted import risk_coverage


def test_risk_against_coverage_worked_by_hand() -> None:
    assert risk_coverage([0.6, 0.9, 0.8, 0.7], [0, 1, 0, 1]) == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])


def test_among_equal_confidences_the_order_of_rows_does_not_matter() -> None:
    first, second = risk_coverage([0.5] * 4, [1, 1, 0, 0]), risk_coverage([0.5] * 4, [0, 0, 1, 1])
    assert first.tolist() == second.tolist() == [0.5] * 4


def test_perfect_predictions_have_no_risk() -> None:
    assert risk_coverage([0.3, 0.9], [1, 1]).tolist() == [0.0, 0.0]
    assert risk_coverage([0.9], [0]).tolist() == [1.0]
