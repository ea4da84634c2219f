"""Frames and bars are left out; plain ground is none."""

import cv2
import numpy as np
import pytest

from benchmarks import drawn_pictures as drawn
from lineup.duplicates import control, margins
from lineup.duplicates.near_duplicates import find


@pytest.fixture(scope="module")
def photographs() -> np.ndarray:
    return drawn.photographs(np.random.default_rng(3), 60, 32)


@pytest.mark.parametrize("level", [0, 255])
def test_a_frame_is_left_out_with_the_pixel_that_it_blurs_into(photographs: np.ndarray, level: int) -> None:
    framed = np.full((4, 32, 32, 3), level, np.uint8)
    framed[:, 5:-3, 4:-4] = 128 - photographs[:4, 5:-3, 4:-4] // 4
    within = margins.within(framed.astype(np.float32))
    expected = np.zeros((32, 32), np.float32)
    expected[6:-4, 5:-5] = 1
    np.testing.assert_array_equal(within, np.broadcast_to(expected, (4, 32, 32)))


def test_pictures_plain_ground_and_one_even_side_have_no_margin(photographs: np.ndarray) -> None:
    plain = np.full((1, 32, 32, 3), 200, np.uint8)
    plain[:, 12:20, 12:20] = photographs[:1, 12:20, 12:20]
    sky = photographs[1:2].copy()
    sky[:, :8] = 230
    for pictures in (photographs, plain, sky):
        assert margins.within(pictures.astype(np.float32)).all()


def test_framed_pictures_are_laid_over_each_other_and_only_copies_found(photographs: np.ndarray) -> None:
    smooth = np.stack([cv2.GaussianBlur(one, (0, 0), 1.5) // 2 + 60 for one in photographs])
    framed = np.full_like(smooth, 255)
    framed[:, 4:-4, 4:-4] = smooth[:, 4:-4, 4:-4]
    copy = np.full_like(framed[:1], 255)
    copy[:, 4:-4, 4:-4] = framed[:1, 4:-4, 4:-4] // 2
    found = find(np.concatenate([framed, copy]))
    assert found.control.aligned
    assert found.control.line == control.LINE
    assert found.pairs.tolist() == [[0, 60]]
