import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from lineup.judgement.statistics import accuracy_interval, bootstrap_interval, macro_f1
from lineup.judgement.statistics.bootstrap import group_draws
from lineup.judgement.statistics.components import image_covariance

FloatArray = NDArray[np.float64]


def test_groups_are_drawn_as_a_whole() -> None:
    index = np.array([0, 0, 1, 2, 2, 2])
    draws = group_draws(index, 50, seed=0)
    assert draws.shape == (50, 6)
    assert (draws[:, 0] == draws[:, 1]).all()
    assert (draws[:, 3] == draws[:, 5]).all()
    assert (draws[:, [0, 2, 3]].sum(axis=1) == 3).all()


@pytest.mark.parametrize("groups", [None, np.arange(400) // 2])
def test_of_the_accuracy_it_is_the_interval_by_formula(groups: NDArray[np.intp] | None) -> None:
    generator = np.random.default_rng(0)
    correct = generator.random((3, 400)) < generator.beta(6, 4, 400)

    def accuracy(weights: FloatArray) -> FloatArray:
        return np.asarray(correct @ weights / weights.sum())

    drawn = np.array([accuracy(w) for w in group_draws(np.arange(400), 4000, seed=1)])
    assert np.cov(drawn, rowvar=False) == pytest.approx(image_covariance(correct), rel=0.15)
    ours = bootstrap_interval(accuracy, 400, groups, resamples=2000)
    formula = accuracy_interval(correct, groups)
    assert ours.mean == pytest.approx(formula.mean)
    assert (ours.low, ours.high) == pytest.approx((formula.low, formula.high), abs=0.006)
    assert (ours.seeds, ours.includes_seed_spread) == (3, True)


def test_macro_f1_is_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 4, 300)
    predicted = np.where(generator.random((2, 300)) < 0.7, labels, generator.integers(0, 4, (2, 300)))
    weights = generator.integers(0, 3, 300).astype(float)
    expected = [f1_score(labels, guess, average="macro", sample_weight=weights) for guess in predicted]
    assert macro_f1(labels, predicted, 6)(weights) == pytest.approx(expected)


def test_same_seed_same_interval_and_one_group_tells_nothing() -> None:
    labels = np.array([0, 1] * 20)
    metric = macro_f1(labels, np.roll(labels, 1) * 0, 2)
    assert bootstrap_interval(metric, 40, resamples=50) == bootstrap_interval(metric, 40, resamples=50)
    alone = bootstrap_interval(metric, 40, np.zeros(40), resamples=50)
    assert (alone.low, alone.high, alone.standard_deviation) == (0.0, 1.0, None)
