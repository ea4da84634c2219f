"""Each corruption against its definition, and all of them: repeatable, and worse with severity."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from lineup.inference import corruptions as definitions
from lineup.inference.corruptions import CORRUPTIONS, SEVERITIES, corrupt

GREY = np.full((64, 64, 3), 128, np.uint8)


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    random = np.random.default_rng(4)
    small = random.integers(40, 216, (12, 12, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (64, 64), interpolation=cv2.INTER_CUBIC), np.uint8)


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_the_same_row_gives_the_same_picture_and_severity_hurts(corruption: str, picture: np.ndarray) -> None:
    changed = [corrupt(picture, corruption, severity, 7) for severity in SEVERITIES]
    again = [corrupt(picture, corruption, severity, 7) for severity in SEVERITIES]
    assert all((one == other).all() for one, other in zip(changed, again, strict=True))
    assert {(one.shape, one.dtype) for one in changed} == {(picture.shape, picture.dtype)}
    distances = [float(np.mean((one.astype(float) - picture) ** 2)) for one in changed]
    assert distances[0] > 0
    assert distances == sorted(distances)


def test_noise_has_the_deviation_that_it_says() -> None:
    for severity, deviation in zip(SEVERITIES, definitions.NOISE, strict=True):
        measured = (corrupt(GREY, "noise", severity, 1) / 255 - 128 / 255).std()
        assert measured == pytest.approx(deviation, rel=0.03)
    assert (corrupt(GREY, "noise", 1, 1) != corrupt(GREY, "noise", 1, 2)).any()


def test_blur_spreads_a_line_as_wide_as_it_says() -> None:
    for side in (64, 128):
        line = np.zeros((side, side, 3), np.uint8)
        line[:, side // 2] = 255
        spread = corrupt(line, "blur", 5, 0)[..., 0].astype(float)
        place = np.arange(side) - side // 2
        deviation = np.sqrt((spread.sum(axis=0) * place**2).sum() / spread.sum())
        assert deviation == pytest.approx(1.5 * side / 64, rel=0.05)


def test_brightness_raises_the_value_alone(picture: np.ndarray) -> None:
    before = Image.fromarray(picture).convert("HSV")
    after = Image.fromarray(corrupt(picture, "brightness", 1, 0)).convert("HSV")
    value = [np.asarray(one)[..., 2].astype(int) for one in (before, after)]
    expected = np.minimum(value[0] + 0.1 * 255, 255)
    assert np.abs(value[1] - expected).max() <= 1
    saturation = [np.asarray(one)[..., 1].astype(int) for one in (before, after)]
    assert np.abs(saturation[0] - saturation[1]).mean() < 3


def test_jpeg_is_that_of_pillow(picture: np.ndarray) -> None:
    for severity, quality in zip(SEVERITIES, definitions.JPEG, strict=True):
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=quality)
        with Image.open(file) as read:
            theirs = np.asarray(read).astype(int)
        assert np.abs(corrupt(picture, "jpeg", severity, 0) - theirs).mean() < 1


def test_occlusion_hides_the_share_that_it_says(picture: np.ndarray) -> None:
    for row in range(20):
        for severity, share in zip(SEVERITIES, definitions.OCCLUDED, strict=True):
            hidden = (corrupt(picture, "occlusion", severity, row) == definitions.GREY).all(axis=2)
            assert hidden.mean() == pytest.approx(share, abs=0.012)
            rows, columns = np.flatnonzero(hidden.any(axis=1)), np.flatnonzero(hidden.any(axis=0))
            assert hidden.sum() >= 0.97 * len(rows) * len(columns)
