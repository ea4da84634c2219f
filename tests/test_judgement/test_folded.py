"""Where each image was tested in a fold: against Nadeau & Bengio's test, and simulated studies."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.drawn_learners import Learners
from benchmarks.simulate_folds import Design, judged
from lineup.judgement.statistics.accuracy import accuracy_interval
from lineup.judgement.statistics.folded import Folded, of_audit
from lineup.judgement.statistics.pairs import compare_pairs


def corrected_t(differences: np.ndarray) -> float:
    """Return the p-value of Nadeau & Bengio's corrected t test of K folds; differences: of each, (K,)."""
    folds = len(differences)
    variance = (1 / folds + 1 / (folds - 1)) * differences.var(ddof=1)
    return float(2 * stats.t.sf(abs(differences.mean()) / variance**0.5, folds - 1))


@pytest.mark.parametrize("better", [45, 60])
def test_with_folds_of_one_image_and_one_seed_it_is_the_corrected_t_test(better: int) -> None:
    images = 400
    one, other = np.zeros((1, images)), np.zeros((1, images))
    one[0, :better], other[0, 380:] = 1, 1
    (found,) = compare_pairs({"one": one, "other": other}, folded=Folded(images))
    assert found.p_value == pytest.approx(corrected_t(one[0] - other[0]), rel=0.15)
    (naive,) = compare_pairs({"one": one, "other": other})
    assert naive.p_value < found.p_value / 4


def test_intervals_are_wider_than_of_one_test_set_and_keep_their_mean() -> None:
    correct = np.random.default_rng(0).random((1, 1850)) < 0.9
    one, folded = accuracy_interval(correct), accuracy_interval(correct, folded=Folded(5))
    assert folded.mean == one.mean
    assert folded.low < one.low
    assert one.high < folded.high
    assert (folded.high - folded.low) / (one.high - one.low) == pytest.approx(1.25**0.5, rel=0.01)


def test_fewer_folds_share_less_and_test_more_carefully() -> None:
    random = np.random.default_rng(0)
    correct = {name: random.random((3, 185)) < share for name, share in (("one", 0.9), ("other", 0.8))}
    values = [compare_pairs(correct, folded=Folded(folds))[0].p_value for folds in (2, 3, 5, 10)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > compare_pairs(correct)[0].p_value


def test_audit_says_whether_there_are_folds() -> None:
    assert of_audit({"images": 3}) is None
    assert of_audit({"folds": {"folds": 5, "repeats": 2, "images": []}}) == Folded(5)


@pytest.mark.parametrize(
    ("world", "design"),
    [(Learners(185, distance=0.8), (5, 1, 3)), (Learners(100, distance=0.8, seen=0), (2, 3, 1))],
)
def test_simulated_studies_keep_intervals_twins_and_promises(world: Learners, design: Design) -> None:
    found = judged(world, design, 30)
    assert found.nets >= 0.92
    assert found.twins <= 0.065
    assert found.broken <= 0.05
