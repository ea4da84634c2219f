import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from lineup.judgement.selective import (
    apply_threshold,
    area_under_risk_coverage,
    clopper_pearson,
    lower_bound,
    risk_coverage,
    select_threshold,
    select_threshold_safely,
)


@pytest.mark.parametrize(("hits", "total"), [(0, 10), (3, 10), (10, 10), (990, 1000), (1, 1)])
def test_clopper_pearson_is_that_of_statsmodels_and_scipy(hits: int, total: int) -> None:
    assert clopper_pearson(hits, total) == pytest.approx(proportion_confint(hits, total, method="beta"))
    exact = stats.binomtest(hits, total, alternative="greater").proportion_ci(0.95).low
    assert lower_bound(hits, total) == pytest.approx(exact)


def test_risk_against_coverage_worked_by_hand() -> None:
    coverage, risk = risk_coverage([0.6, 0.9, 0.8, 0.7], [0, 1, 0, 1])
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])
    assert area_under_risk_coverage([0.6, 0.9, 0.8, 0.7], [0, 1, 0, 1]) == pytest.approx(
        (1 / 2 + 1 / 3 + 1 / 2) / 4
    )


def test_among_equal_confidences_the_order_of_rows_does_not_matter() -> None:
    first, second = risk_coverage([0.5] * 4, [1, 1, 0, 0])[1], risk_coverage([0.5] * 4, [0, 0, 1, 1])[1]
    assert first.tolist() == second.tolist() == [0.5] * 4


def test_perfect_predictions_have_no_risk() -> None:
    assert area_under_risk_coverage([0.3, 0.9], [1, 1]) == 0.0
    assert area_under_risk_coverage([0.9], [0]) == 1.0


def test_threshold_is_the_smallest_that_reaches_the_target() -> None:
    confidence = np.linspace(1.0, 0.5, 200)
    correct = np.ones(200)
    correct[[99, 150, 199]] = (
        0  # 199 accepted: 2 wrong, 98.995 %; 198: the same two; 151: 2 wrong; 150: 1 wrong
    )
    chosen = select_threshold(confidence, correct)
    assert chosen.threshold == confidence[149]
    assert (chosen.coverage, chosen.accuracy) == pytest.approx((0.75, 149 / 150))
    assert select_threshold(confidence, correct, target=0.98).threshold == confidence[198 + 1]


def test_equal_confidences_are_accepted_together() -> None:
    chosen = select_threshold([0.9, 0.9, 0.9, 0.5], [1, 1, 0, 1], target=0.7)
    assert (chosen.threshold, chosen.coverage) == (0.5, 1.0)
    assert select_threshold([0.9, 0.9, 0.9, 0.5], [1, 1, 0, 0], target=0.99).threshold is None


def test_careful_threshold_stops_at_the_first_failure_and_needs_enough_images() -> None:
    confidence = np.linspace(1.0, 0.0, 1000)
    correct = np.ones(1000)
    correct[[10, 720, 730, 740, 750, 760, 770, 780, 790]] = 0
    chosen = select_threshold_safely(confidence, correct)
    assert (chosen.coverage, chosen.threshold) == (0.7, confidence[699])
    assert chosen.lower_bound == pytest.approx(lower_bound(699, 700))
    assert select_threshold(confidence, correct).coverage > 0.9
    assert lower_bound(472, 473) >= 0.99 > lower_bound(471, 472)
    assert select_threshold_safely(confidence[:472], np.ones(472)).threshold is None
    assert select_threshold_safely([0.9] * 600, np.ones(600)).coverage == 1.0


def test_careful_threshold_keeps_its_promise_where_the_point_estimate_does_not() -> None:
    generator = np.random.default_rng(0)
    kept = {select_threshold: 0, select_threshold_safely: 0}
    for _ in range(300):
        confidence = generator.random(1000)
        correct = generator.random(1000) < 0.9 + 0.1 * np.sqrt(confidence)
        for rule in kept:
            threshold = rule(confidence, correct).threshold
            # true accuracy of the accepted: mean of 0.9 + 0.1 sqrt(c) over c from the threshold to 1
            least = threshold if threshold is not None and threshold < 1 else 1 - 1e-9
            accuracy = 0.9 + 0.1 * (2 / 3) * (1 - least**1.5) / (1 - least)
            kept[rule] += accuracy >= 0.99
    assert kept[select_threshold] < 0.8 * 300
    assert kept[select_threshold_safely] >= 0.95 * 300


def test_acceptance_on_test() -> None:
    result = apply_threshold([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 1], 0.7)
    assert (result.accepted, result.to_person, result.share_to_person) == (3, 1, 0.25)
    assert result.accuracy == pytest.approx(2 / 3)
    assert (result.low, result.high) == pytest.approx(proportion_confint(2, 3, method="beta"))
    nobody = apply_threshold([0.5], [1], 0.9)
    assert (nobody.accepted, nobody.share_to_person, nobody.low, nobody.high) == (0, 1.0, 0.0, 1.0)
    assert math.isnan(nobody.accuracy)
