"""How far colours are from a gain and an offset a channel: what copies keep, and what only looks alike."""

import cv2
import numpy as np
import pytest

from benchmarks import drawn_pictures as drawn
from lineup.duplicates import likeness, recolouring
from lineup.duplicates.control import LINE

WHOLE = np.ones((1, 32, 32), np.float32)


@pytest.fixture(scope="module")
def photograph() -> np.ndarray:
    return drawn.photographs(np.random.default_rng(0), 1, 32).astype(np.float32)


def apart(one: np.ndarray, other: np.ndarray, inside: np.ndarray = WHOLE, *, coloured: bool = True) -> float:
    return float(recolouring.residual(one, other, inside, np.array([coloured]))[0])


@pytest.mark.parametrize("gain", [0.3, 1.7])
def test_gains_and_offsets_of_channels_leave_nothing(photograph: np.ndarray, gain: float) -> None:
    tinted = photograph * np.array([gain, 1, 1 / gain], np.float32) + np.array([30, -10, 0], np.float32)
    assert apart(photograph, tinted) == pytest.approx(0, abs=0.01)


def test_a_quarter_may_be_anything_and_three_quarters_not(photograph: np.ndarray) -> None:
    other, another = photograph.copy(), drawn.photographs(np.random.default_rng(1), 1, 32)
    other[:, 24:] = another[:, 24:]
    assert apart(photograph, other) < 0.1
    other[:, 8:] = another[:, 8:]
    assert apart(photograph, other) > 0.3


def test_what_is_outside_of_either_picture_does_not_count(photograph: np.ndarray) -> None:
    other, inside = photograph.copy(), WHOLE.copy()
    inside[:, :, 12:] = 0
    other[:, :, 12:] = 0
    assert apart(photograph, other, inside) == pytest.approx(0, abs=0.01)
    assert apart(photograph, other, np.zeros_like(WHOLE)) == np.inf


def test_a_copy_in_grey_is_compared_by_luminance(photograph: np.ndarray) -> None:
    grey = cv2.cvtColor(photograph[0], cv2.COLOR_RGB2GRAY)[None, ..., None].repeat(3, axis=3)
    assert apart(photograph, grey) > likeness.RECOLOURED
    assert apart(photograph, grey, coloured=False) == pytest.approx(0, abs=0.01)
    for one, other in ((photograph, grey), (grey, photograph)):
        assert likeness.likeness(one, other, WHOLE, np.array([False]))[0] > 0.95


def test_one_figure_before_two_skies_is_no_copy(
    photograph: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    slope = np.linspace(0, 1, 32, dtype=np.float32)[:, None, None]
    before = [
        np.broadcast_to(
            np.array(colour, np.float32) + slope * np.array(lower, np.float32), (1, 32, 32, 3)
        ).copy()
        for colour, lower in (((100, 120, 150), (0, 0, 60)), ((130, 120, 120), (60, 0, 0)))
    ]
    for picture in before:
        picture[:, 6:26, 6:26] = photograph[:, 6:26, 6:26]

    def alike() -> float:
        return float(likeness.likeness(before[0], before[1], WHOLE, np.array([False]))[0])

    assert alike() < LINE
    monkeypatch.setattr(likeness, "RECOLOURED", np.inf)
    assert alike() >= LINE
