"""Stretching by OpenCV; fitting and padding by the published rule."""

import cv2
import numpy as np
import pytest

from lineup.images.resize import METHODS, resize


def picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(1, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("interpolation", METHODS)
def test_stretch_is_opencvs_resize(interpolation: str) -> None:
    pixels = picture(100, 50)
    found = resize(pixels, 32, 48, "stretch", interpolation)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, cv2.resize(pixels, (48, 32), interpolation=METHODS[interpolation]))


def test_a_larger_picture_is_fitted_to_84_and_cut_to_64() -> None:
    pixels = picture(128, 256)  # fitted: 42 x 84
    found = resize(pixels, 64, 64, "fit_pad", "area")
    fitted = cv2.resize(pixels, (84, 42), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(found[11:53], fitted[:, 10:74])
    assert not found[:11].any()
    assert not found[53:].any()


def test_a_square_larger_picture_fills_the_target() -> None:
    pixels = picture(100, 100)
    fitted = cv2.resize(pixels, (84, 84), interpolation=cv2.INTER_LINEAR)
    found = resize(pixels, 64, 64, "fit_pad", "bilinear")
    np.testing.assert_array_equal(found, fitted[10:74, 10:74])


def test_larger_in_one_dimension_only_counts_as_larger() -> None:
    found = resize(picture(20, 80), 64, 64, "fit_pad", "area")  # fitted: 21 x 84
    assert np.flatnonzero(found.any(axis=(1, 2))).tolist() == list(range(21, 42))


def test_a_smaller_picture_is_enlarged_until_it_touches() -> None:
    pixels = picture(32, 16)
    found = resize(pixels, 64, 64, "fit_pad", "bilinear")
    np.testing.assert_array_equal(found[:, 16:48], cv2.resize(pixels, (32, 64)))
    assert not found[:, :16].any()
    assert not found[:, 48:].any()


def test_the_rule_scales_with_the_target() -> None:
    found = resize(picture(400, 400), 128, 96, "fit_pad", "area")  # fitted to 168 x 126: 126 x 126
    assert np.flatnonzero(found.any(axis=(1, 2))).tolist() == list(range(1, 127))
    assert found[1:127].any(axis=2).all()


# (height, width) of a picture: (first row, rows, first column, columns) of what is not padding in 64x64.
WORKED = {
    (1080, 1912): (8, 47, 0, 64),  # 84/1912: 47.4 x 84, so 47 rows in the middle, 10 columns cut on each side
    (1912, 1080): (0, 64, 8, 47),
    (64, 65): (0, 64, 0, 64),  # larger in one dimension: 82.7 x 84, cut all round
    (65, 32): (0, 64, 11, 41),  # 84/65: 84 x 41.4
    (85, 85): (0, 64, 0, 64),
    (128, 96): (0, 64, 0, 63),  # 84/128: 84 x 63
    (64, 64): (0, 64, 0, 64),
    (32, 64): (16, 32, 0, 64),  # not larger than 64: stays as it is, padded
    (64, 31): (0, 64, 16, 31),  # 33 columns of padding: 16 and 17
    (63, 63): (0, 64, 0, 64),  # smaller: enlarged to 64 x 64
    (63, 21): (0, 64, 21, 21),  # 64/63: 64 x 21.3
    (5, 3): (0, 64, 13, 38),  # 64/5: 64 x 38.4
    (3, 5): (13, 38, 0, 64),
    (1, 1): (0, 64, 0, 64),
    (1, 64): (31, 1, 0, 64),
    (1, 65): (31, 1, 0, 64),  # 84/65: 1.3 x 84
    (1000, 1): (0, 64, 31, 1),  # 0.08 columns wide: one is kept
}


@pytest.mark.parametrize("size", WORKED)
@pytest.mark.parametrize("interpolation", METHODS)
def test_cases_worked_by_hand(size: tuple[int, int], interpolation: str) -> None:
    top, rows, left, columns = WORKED[size]
    found = resize(picture(*size) // 2 + 100, 64, 64, "fit_pad", interpolation)  # type: ignore[arg-type]
    assert found.shape == (64, 64, 3)
    shown = np.asarray(found.any(axis=2))
    assert shown[top : top + rows, left : left + columns].all()
    assert shown.sum() == rows * columns


def test_at_exactly_the_target_nothing_changes() -> None:
    for height, width in ((64, 64), (40, 64), (64, 40)):
        pixels = picture(height, width)
        found = resize(pixels, 64, 64, "fit_pad", "bicubic")
        top, left = (64 - height) // 2, (64 - width) // 2
        np.testing.assert_array_equal(found[top : top + height, left : left + width], pixels)


def test_a_picture_of_one_line_does_not_vanish() -> None:
    assert resize(picture(1, 1000), 64, 64, "fit_pad", "area").any()
