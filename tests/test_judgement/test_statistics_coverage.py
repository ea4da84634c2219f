"""A short version of benchmarks/simulate_intervals.py: whole studies of 1,000 images, the truth known."""

import pytest

from benchmarks.simulate_intervals import SPREADS, coverage, share_called_different
from benchmarks.simulated_studies import REALISTIC


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("seeds", [3, 5])
def test_intervals_hold_the_truth(seeds: int, spread: float) -> None:
    assert coverage(500, 0.9, spread, seeds, grouped=False)[0] >= 0.92


def test_intervals_hold_the_truth_with_groups_of_near_duplicates() -> None:
    assert coverage(500, 0.9, 0.005, 3, grouped=True)[0] >= 0.92


@pytest.mark.parametrize("spread", SPREADS)
def test_twins_are_seldom_called_different(spread: float) -> None:
    assert share_called_different(2000, (0.9, 0.9), spread, 3, False, REALISTIC) <= 0.065


def test_three_points_are_found() -> None:
    assert share_called_different(500, (0.93, 0.9), 0.005, 3, False, REALISTIC) >= 0.8
