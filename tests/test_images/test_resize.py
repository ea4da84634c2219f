"""Stretching by OpenCV; fitting and padding by the published rule."""

import cv2
import numpy as np
import pytest

from stages.images.resize import METHODS, resize


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


def test_a_picture_of_one_line_does_not_vanish() -> None:
    assert resize(picture(1, 1000), 64, 64, "fit_pad", "area").any()
