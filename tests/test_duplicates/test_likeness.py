"""Likeness of pictures that lie over each other: what may differ, and what scaling costs."""

import numpy as np
import pytest

from benchmarks import drawn_pictures as drawn
from lineup.duplicates import likeness

WHOLE = np.ones((1, 32, 32), np.float32)


@pytest.fixture(scope="module")
def photograph() -> np.ndarray:
    return drawn.photographs(np.random.default_rng(0), 1, 32).astype(np.float32)


def alike(one: np.ndarray, other: np.ndarray, *, scaled: bool) -> float:
    return float(likeness.likeness(one, other, WHOLE, np.array([scaled]))[0])


def test_a_caption_may_differ_though_the_picture_was_scaled(photograph: np.ndarray) -> None:
    dark = (photograph / 2).round()  # so that white letters have most of the contrast
    copy = drawn.captioned(dark[0].astype(np.uint8), np.random.default_rng(0))
    assert alike(dark, copy[None].astype(np.float32), scaled=True) > 0.8


def test_scaling_costs_the_more_the_fewer_cells_hold_the_contrast_of_both(photograph: np.ndarray) -> None:
    small = np.full_like(photograph, 128)
    small[:, 8:24, 8:24] = photograph[:, 8:24, 8:24]
    share = likeness.spread(cell_contrast(small))[0]
    assert share < likeness.WIDE < likeness.spread(cell_contrast(photograph))[0]
    assert alike(photograph, photograph, scaled=True) == alike(photograph, photograph, scaled=False)
    assert alike(small, small, scaled=True) == pytest.approx(1, abs=1e-3)
    turned = np.roll(small, 1, axis=2)
    free = alike(small, turned, scaled=False)
    shared = likeness.spread(np.minimum(cell_contrast(small), cell_contrast(turned)))[0]
    price = likeness.NARROW * (likeness.WIDE - shared) * (1 - free)
    assert price > 0.1
    assert free - alike(small, turned, scaled=True) == pytest.approx(price, abs=1e-3)


def cell_contrast(picture: np.ndarray) -> np.ndarray:
    grey = picture @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.sqrt(likeness.cell_sums(grey, grey, WHOLE)[1])


def test_spread_is_the_share_of_cells_that_hold_contrast_evenly() -> None:
    contrast = np.zeros((2, 8, 8), np.float32)
    contrast[0] = 3
    contrast[1, :2] = 7
    np.testing.assert_allclose(likeness.spread(contrast), [1, 0.25], rtol=1e-3)
