"""Shifted correlations, and rough maps of fine structure, against what was put in."""

import numpy as np
import pytest

from benchmarks import drawn_pictures as drawn
from lineup.duplicates import fitting, looks, structure


@pytest.fixture(scope="module")
def photographs() -> np.ndarray:
    return drawn.photographs(np.random.default_rng(8), 40, 32)


def test_correlations_are_those_of_the_pixels_that_lie_over_each_other() -> None:
    random = np.random.default_rng(0)
    fine = random.integers(-127, 128, (9, 16, 16)).astype(np.int8)
    ones, others = fine[:3], np.array([[4, 5], [6, 7], [8, 0]])
    found = structure.correlations(ones, fine, others)
    for number, (down, across) in enumerate(structure.SHIFTS):
        for query, place in ((0, 0), (1, 1), (2, 1)):
            one, other = (picture.astype(float) for picture in (ones[query], fine[others[query, place]]))
            moved = np.roll(one, (-down, -across), axis=(0, 1))
            inside = np.zeros((16, 16), bool)
            inside[max(0, -down) : 16 - max(0, down), max(0, -across) : 16 - max(0, across)] = True
            first, second = moved[inside], other[inside]
            expected = first @ second / np.sqrt((first @ first) * (second @ second) + 1)
            assert found[query, place, number] == pytest.approx(expected, abs=1e-6)


def test_the_best_correlation_does_not_depend_on_blocks() -> None:
    random = np.random.default_rng(1)
    fine = random.integers(-40, 41, (structure.BLOCK + 5, 16, 16)).astype(np.int8)
    others = random.integers(0, len(fine), (len(fine), 4))
    each = [structure.agreement(fine[row : row + 1], fine, others[row : row + 1]) for row in range(len(fine))]
    np.testing.assert_array_equal(structure.agreement(fine, fine, others), np.concatenate(each))


def test_a_view_shows_the_same_by_its_pixels_and_by_its_maps(photographs: np.ndarray) -> None:
    for view in (looks.AS_IT_IS, looks.MIRRORED, looks.UPSIDE_DOWN, looks.HALF_TURN):
        seen = np.stack([looks.seen(one, view) for one in photographs])
        np.testing.assert_allclose(
            looks.thumbnails(looks.planes(photographs), view), looks.thumbnails(looks.planes(seen)), atol=1e-3
        )
        np.testing.assert_array_equal(
            looks.fine(looks.luminance(photographs), view), looks.fine(looks.luminance(seen))
        )


def test_every_crop_to_0_7_is_near_to_a_window() -> None:
    windows = [looks.VIEWS[view] for view in looks.IN_WINDOWS]
    for top in np.linspace(0, 0.3, 7):
        for left in np.linspace(0, 0.3, 7):
            apart = [max(abs(one.top - top), abs(one.left - left)) for one in windows if one.share == 0.7]
            assert min(apart) <= 0.05 + 1e-9


def test_a_known_map_is_found_roughly(photographs: np.ndarray) -> None:
    cropped = photographs[:, 2:31, 1:30]  # 29 of 32 pixels
    ones = looks.fine(looks.luminance(photographs))
    others = looks.fine(looks.luminance(np.stack([looks.resized(one) for one in cropped])))
    start = np.full(len(ones), structure.SHIFTS.index((0, 0)))
    agreement, maps = fitting.fit(ones, others, start)
    assert np.median(agreement) > 0.9
    scale = 32 / 29  # pixels of ones are mapped to pixels of others
    expected = [[scale, 0, (0.5 - 1) * scale - 0.5], [0, scale, (0.5 - 2) * scale - 0.5]]
    np.testing.assert_allclose(np.median(fitting.in_pixels(maps), axis=0), expected, atol=0.4)


def test_pictures_that_have_nothing_in_common_do_not_agree(photographs: np.ndarray) -> None:
    fine = looks.fine(looks.luminance(photographs))
    start = np.full(20, structure.SHIFTS.index((0, 0)))
    agreement, _ = fitting.fit(fine[:20], fine[20:], start)
    assert agreement.max() < 0.65
    flat = np.zeros((20, 16, 16), np.int8)
    assert np.isfinite(fitting.fit(flat, flat, start)[0]).all()
