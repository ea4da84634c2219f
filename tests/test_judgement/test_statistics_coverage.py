"""A short version of benchmarks/simulate_intervals.py: whole studies of 1,000 images, the truth known."""

import pytest

from benchmarks.simulate_intervals import SPREADS, coverage, draw_studies, share_called_different
from benchmarks.simulated_studies import FIFTIES, ONE_TO_FOUR


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("seeds", [3, 5])
def test_intervals_hold_the_truth(seeds: int, spread: float) -> None:
    assert coverage(500, 0.9, spread, seeds)[0] >= 0.92


def test_intervals_hold_the_truth_with_groups_of_near_duplicates() -> None:
    assert coverage(500, 0.9, 0.005, 3, ONE_TO_FOUR)[0] >= 0.92


@pytest.mark.parametrize("spread", SPREADS)
def test_twins_are_seldom_called_different(spread: float) -> None:
    assert share_called_different(draw_studies(1000, (0.9, 0.9), spread, 3)) <= 0.065


def test_three_points_are_found() -> None:
    assert share_called_different(draw_studies(500, (0.93, 0.9), 0.005, 3)) >= 0.8


@pytest.mark.parametrize(("accuracy", "images"), [(0.95, 1000), (0.8, 100)])
def test_intervals_hold_the_truth_where_groups_are_very_unequal(accuracy: float, images: int) -> None:
    assert coverage(250_000 // images, accuracy, 0, 5, FIFTIES, images)[0] >= 0.92


def test_intervals_of_one_seed_hold_a_very_high_accuracy() -> None:
    assert coverage(500, 0.995, 0, 1, images=30)[0] >= 0.92
