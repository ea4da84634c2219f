import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from lineup.judgement.statistics.pairs import compare_pairs, holm


def test_holm_is_that_of_statsmodels() -> None:
    p = np.random.default_rng(0).random(25) ** 3
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]).shape == (0,)


def test_without_seed_spread_the_difference_is_the_paired_one() -> None:
    generator = np.random.default_rng(5)
    one, two = generator.random(2000) < 0.9, generator.random(2000) < 0.85
    pair = compare_pairs({"one": one, "two": two})[0]
    expected = stats.ttest_rel(one.astype(float), two.astype(float))
    low, high = expected.confidence_interval()
    assert pair.difference == pytest.approx(one.mean() - two.mean())
    assert pair.p_value == pytest.approx(expected.pvalue, rel=0.05)
    assert (pair.low, pair.high) == pytest.approx((low, high), abs=3e-4)


@pytest.mark.parametrize("won", [(5, 0), (6, 0), (8, 1), (10, 2), (15, 5), (7, 7)])
def test_few_discordant_images_give_nearly_the_exact_p_value(won: tuple[int, int]) -> None:
    one, two = np.ones(500, dtype=bool), np.ones(500, dtype=bool)
    two[: won[0]] = False
    one[won[0] : sum(won)] = False
    pair = compare_pairs({"one": one, "two": two})[0]
    exact = stats.binomtest(won[0], sum(won)).pvalue  # McNemar's test
    assert pair.p_value == pytest.approx(exact, abs=0.01)


def test_seed_spread_alone_is_students_pooled_test() -> None:
    hits = {"one": (9000, 9100, 9300), "two": (8600, 8800, 8700)}
    correct = {name: np.stack([np.arange(10_000) < hit for hit in row]) for name, row in hits.items()}
    pair = compare_pairs(correct)[0]
    shares = [np.array(row) / 10_000 for row in hits.values()]
    expected = stats.ttest_ind(*shares).pvalue
    assert expected < pair.p_value < 1.25 * expected  # the images add their part
    assert pair.p_value < 0.05 < compare_pairs({k: v[[0, 2]] for k, v in correct.items()})[0].p_value


def test_interval_and_p_value_say_the_same() -> None:
    generator = np.random.default_rng(8)
    correct = {f"v{k}": generator.random((3, 300)) < 0.8 + 0.03 * k for k in range(5)}
    for pair in compare_pairs(correct, np.arange(300) // 2):
        assert (pair.low > 0 or pair.high < 0) == (pair.p_value < 0.05)


def test_a_variant_and_its_copy_are_the_same() -> None:
    correct = np.random.default_rng(0).random((3, 100)) < 0.9
    pair = compare_pairs({"one": correct, "two": correct})[0]
    assert (pair.difference, pair.p_value) == pytest.approx((0.0, 1.0))
    assert pair.low == pytest.approx(-pair.high)


def test_one_variant_has_no_pairs_and_one_group_no_verdict() -> None:
    assert compare_pairs({"one": np.ones((3, 5))}) == []
    pair = compare_pairs({"one": np.ones((3, 5)), "two": np.zeros((3, 5))}, np.zeros(5))[0]
    assert (pair.difference, pair.low, pair.high, pair.p_value) == pytest.approx((1.0, -1.0, 1.0, 1.0))


def test_one_group_of_half_the_pictures_tells_no_two_variants_apart() -> None:
    wrong_there = np.repeat([False, True], 50)
    wrong_there[:2] = True
    groups = np.concatenate([np.arange(50), np.full(50, 50)])
    (pair,) = compare_pairs({"a": np.ones(100), "b": ~wrong_there}, groups)
    assert pair.difference == 0.52
    assert pair.p_value > 0.05


def test_numbers_of_seeds_may_differ() -> None:
    generator = np.random.default_rng(0)
    correct = {"one": generator.random((1, 400)) < 0.9, "two": generator.random((5, 400)) < 0.5}
    pair = compare_pairs(correct)[0]
    assert pair.p_value < 0.01
