import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats
from statsmodels.api import OLS
from statsmodels.stats.proportion import proportion_confint

from lineup.judgement.statistics.accuracy import accuracy_interval, wilson
from lineup.judgement.statistics.components import (
    Components,
    counted_groups,
    image_covariance,
    variant_components,
)
from lineup.judgement.statistics.generalised import half_widths, image_inflation, p_values

BoolArray = NDArray[np.bool_]


@pytest.fixture
def correct() -> BoolArray:
    return np.random.default_rng(3).random((4, 60)) < np.linspace(0.4, 0.99, 60)


def test_image_variance_is_the_cluster_robust_one_of_statsmodels(correct: BoolArray) -> None:
    groups = np.repeat(np.arange(20), 3)
    mean = correct.mean(axis=0)
    fit = OLS(mean, np.ones(60)).fit(cov_type="cluster", cov_kwds={"groups": groups})
    variance = image_covariance(mean[None], groups)
    assert np.sqrt(variance) == pytest.approx(np.array(fit.bse).reshape(1, 1), rel=1e-12)
    ours = accuracy_interval(correct, groups)
    assert (ours.mean, ours.images) == pytest.approx((mean.mean(), 60))


def test_image_covariance_without_groups_is_numpys(correct: BoolArray) -> None:
    assert image_covariance(correct) == pytest.approx(np.cov(correct.astype(float)) / 60)


def test_components_are_those_of_the_two_way_table_of_mean_squares(correct: BoolArray) -> None:
    table = correct.astype(float)
    seeds, images = table.shape
    by_seed, by_image = table.mean(axis=1), table.mean(axis=0)
    rest = table - by_seed[:, None] - by_image + table.mean()
    square_seed = images * by_seed.var(ddof=1)
    square_image = seeds * by_image.var(ddof=1)
    square_rest = (rest**2).sum() / (seeds - 1) / (images - 1)
    parts = variant_components(by_seed, image_covariance(table))
    assert parts.image == pytest.approx(square_image / seeds / images)
    assert parts.cell == pytest.approx(square_rest / images)
    assert parts.seed == pytest.approx(max(0, (square_seed - square_rest) / images / seeds))


@pytest.mark.parametrize("seeds", [2, 3, 5, 30])
def test_seed_part_alone_is_student_and_image_part_alone_is_normal(seeds: int) -> None:
    seed_only = Components(image=0.0, seed_square=0.7, cell=0.0, seed_df=seeds - 1, seed_weight=1 / seeds)
    deviation = np.sqrt(0.7 / seeds)
    expected = [2 * stats.t.sf(distance / deviation, seeds - 1) for distance in (0.2, 1.3)]
    assert p_values([0.2, -1.3], [seed_only, seed_only]) == pytest.approx(expected, rel=1e-6)
    half = stats.t.ppf(0.975, seeds - 1) * deviation
    assert half_widths([seed_only]) == pytest.approx([half], rel=1e-6)
    image_only = Components(image=0.04, seed_square=0.0, cell=0.0, seed_df=seeds - 1, seed_weight=1 / seeds)
    assert p_values([0.3], [image_only]) == pytest.approx([2 * stats.norm.sf(1.5)])
    assert half_widths([image_only]) == pytest.approx([0.2 * stats.norm.ppf(0.975)])


def test_both_parts_agree_with_drawn_chi_squares() -> None:
    part = Components(image=0.5, seed_square=1.2, cell=0.4, seed_df=2, seed_weight=1 / 3)
    chi_square = np.random.default_rng(0).chisquare(2, 1_000_000)
    deviation = np.sqrt(0.5 + np.maximum(0, 1.2 * 2 / chi_square - 0.4) / 3)
    drawn = np.mean(2 * special.ndtr(-2.5 / deviation))
    assert p_values([2.5], [part])[0] == pytest.approx(drawn, abs=1e-3)
    assert p_values(half_widths([part]).tolist(), [part])[0] == pytest.approx(0.05, abs=1e-9)


def test_wilson_is_that_of_statsmodels() -> None:
    assert wilson(0.93, 200, stats.norm.ppf(0.975)) == pytest.approx(
        proportion_confint(186, 200, method="wilson")
    )


@pytest.mark.parametrize("hits", [1, 60, 150, 199, 200])
def test_one_seed_is_close_to_wilson(hits: int) -> None:
    ours = accuracy_interval(np.arange(200) < hits)
    low, high = proportion_confint(hits, 200, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=0.003)
    assert (ours.mean, ours.images) == (hits / 200, 200)


def test_seed_spread_widens() -> None:
    calm = np.tile(np.arange(1000) < 900, (3, 1))
    wild = np.stack([np.arange(1000) < hits for hits in (880, 900, 920)])
    narrow, wide = accuracy_interval(calm), accuracy_interval(wild)
    assert narrow.mean == wide.mean == pytest.approx(0.9)
    assert narrow.high - narrow.low < 0.04 < 0.08 < wide.high - wide.low


def test_all_right_has_an_upper_end_of_one_and_an_honest_lower_end() -> None:
    perfect = accuracy_interval(np.ones((3, 1000)))
    assert (perfect.mean, perfect.high) == (1.0, 1.0)
    assert 0.99 < perfect.low < 0.997  # exact, for one seed: 0.9963
    wrong = accuracy_interval(np.zeros((3, 1000)))
    assert (wrong.low, wrong.high) == pytest.approx((0.0, 1 - perfect.low))
    copies = accuracy_interval(np.ones((3, 1000)), np.repeat(np.arange(100), 10))
    assert copies.low == pytest.approx(accuracy_interval(np.ones((3, 100))).low)


@pytest.mark.parametrize("shape", [(1, 1), (3, 1), (3, 7)])
def test_one_group_tells_nothing(shape: tuple[int, int]) -> None:
    alone = accuracy_interval(np.ones(shape), np.zeros(shape[1]))
    assert (alone.mean, alone.low, alone.high) == (1.0, 0.0, 1.0)


def test_few_groups_count_less() -> None:
    assert image_inflation(11) == pytest.approx((stats.t.ppf(0.975, 10) / stats.norm.ppf(0.975)) ** 2)
    assert image_inflation(1) == np.inf
    correct = np.random.default_rng(0).random((3, 12)) < 0.8
    few = accuracy_interval(correct, np.arange(12) // 4)
    assert 0 <= few.low < few.mean < few.high <= 1


def test_with_one_seed_a_large_group_leaves_few() -> None:
    unequal = accuracy_interval(np.ones(24), np.repeat(np.arange(16), [3, 1, 1, 1] * 4))
    assert unequal.low == pytest.approx(accuracy_interval(np.ones(12)).low)  # 24^2 / 48
    nearly_one = accuracy_interval(np.ones(60), np.repeat(np.arange(2), [59, 1]))
    assert 0 <= nearly_one.low < 0.2


def test_with_several_seeds_a_large_group_leaves_fewer() -> None:
    groups = np.array([0, 0, 0, 0, 1, 2, 3, 4])  # 5, as 8^2 / 20 = 3.2 of one size
    assert counted_groups(groups) == pytest.approx((5 * 3.2**2) ** (1 / 3))
    low = [accuracy_interval(np.ones((3, count))).low for count in (3, 4)]
    assert low[0] < accuracy_interval(np.ones((3, 8)), groups).low < low[1]


def test_one_error_of_thirty_leaves_a_very_high_accuracy_possible() -> None:
    one = accuracy_interval(np.arange(30) < 29)
    assert one.high == pytest.approx(stats.beta.ppf(0.975, 29.5, 1.5), abs=0.001)
    assert one.high > 0.995


def test_names_of_groups_and_order_of_images_do_not_matter() -> None:
    correct = np.random.default_rng(1).random((3, 40)) < 0.7
    groups = np.arange(40) // 2
    shuffled = np.random.default_rng(2).permutation(40)
    names = np.array([f"group {g}" for g in groups])
    first, second = (
        accuracy_interval(correct, groups),
        accuracy_interval(correct[:, shuffled], names[shuffled]),
    )
    assert (first.low, first.high) == pytest.approx((second.low, second.high))
