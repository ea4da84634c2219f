"""Samples of more than 8 bits come out as a viewer shows them: not inverted, garbled or nearly black."""

import io

import numpy as np
import pytest
from PIL import Image

from lineup.images.decode import UndecodableError, decode
from tests.test_images.tiffs import write

ROWS, COLUMNS = np.mgrid[:24, :41]
GREY = (COLUMNS * 1598 + ROWS * 40).astype(np.uint16)
COLOUR = np.stack([GREY, 65535 - GREY, (ROWS * 2700).astype(np.uint16)], axis=2)


def eight(samples: np.ndarray, white: int) -> np.ndarray:
    """Return samples as a viewer shows them: uint8 (height, width, 3)."""
    light = np.rint(samples.astype(float) * 255 / white).astype(np.uint8)
    return np.repeat(light[:, :, None], 3, axis=2) if light.ndim == 2 else light


FULL, TWELVE = eight(GREY, 65535), eight(GREY >> 4, 4095)
IN_COLOUR = eight(COLOUR, 65535)
KINDS = {
    "grey": ({"samples": GREY}, FULL),
    "grey, white is zero": ({"samples": 65535 - GREY, "photometric": 0}, FULL),
    "12 bits in 16": ({"samples": GREY >> 4}, TWELVE),
    "12 bits in 16, white is zero": ({"samples": 4095 - (GREY >> 4), "photometric": 0}, TWELVE),
    "14 bits in 16, as a tag says": (
        {"samples": GREY >> 2, "more": {281: 16383}},
        eight(GREY >> 2, 16383),
    ),
    "12 bits packed": ({"samples": GREY >> 4, "bits": 12}, TWELVE),
    "12 bits packed, white is zero": (
        {"samples": 4095 - (GREY >> 4), "bits": 12, "photometric": 0},
        TWELVE,
    ),
    "RGB": ({"samples": COLOUR, "photometric": 2}, IN_COLOUR),
    "RGB, 12 bits in 16": ({"samples": COLOUR >> 4, "photometric": 2}, eight(COLOUR >> 4, 4095)),
    "RGBA": (
        {
            "samples": np.dstack([COLOUR, np.full_like(GREY, 65535)]),
            "photometric": 2,
            "more": {338: 2},
        },
        IN_COLOUR,
    ),
    "8 bits, white is zero": (
        {"samples": 255 - (GREY >> 8), "bits": 8, "photometric": 0},
        eight(GREY >> 8, 255),
    ),
    "8 bits, a plane a colour": (
        {"samples": COLOUR >> 8, "bits": 8, "photometric": 2, "planes": 2},
        eight(COLOUR >> 8, 255),
    ),
}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", KINDS)
def test_tiffs(kind: str, order: str) -> None:
    options, expected = KINDS[kind]
    pixels, name = decode(write(**options, order=order))
    assert name == "TIFF"
    np.testing.assert_array_equal(pixels, expected)


STORED = {
    1: GREY,
    2: GREY[:, ::-1],
    3: GREY[::-1, ::-1],
    4: GREY[::-1],
    5: GREY.T,
    6: np.rot90(GREY),
    7: GREY[::-1, ::-1].T,
    8: np.rot90(GREY, -1),
}  # by orientation


@pytest.mark.parametrize("orientation", STORED)
def test_turned(orientation: int) -> None:
    pixels = decode(write(STORED[orientation], more={274: orientation}))[0]
    np.testing.assert_array_equal(pixels, FULL)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_compressed(compression: str) -> None:
    stream = io.BytesIO()
    Image.fromarray(GREY >> 4).save(stream, "TIFF", compression=compression)
    np.testing.assert_array_equal(decode(stream.getvalue())[0], TWELVE)


def test_transparent_samples_lie_over_white() -> None:
    samples = np.zeros((2, 2, 4), np.uint16)
    samples[0, :, 3] = 65535
    pixels = decode(write(samples + 0, photometric=2, more={338: 2}))[0]
    assert pixels[:, 0].tolist() == [[0, 0, 0], [255, 255, 255]]


def test_what_would_come_out_garbled() -> None:
    with pytest.raises(UndecodableError) as caught:
        decode(write(COLOUR, photometric=2, planes=2))
    assert str(caught.value) == "a TIFF of 16 bits with a plane a colour is not read, save it interleaved"


@pytest.mark.parametrize("shift", [0, 4])
def test_a_png_of_16_bits_may_have_12(shift: int) -> None:
    stream = io.BytesIO()
    Image.fromarray(GREY >> shift).save(stream, "PNG")
    np.testing.assert_array_equal(decode(stream.getvalue())[0], TWELVE if shift else FULL)


def test_a_pgm_of_16_bits_says_what_is_white() -> None:
    head = b"P5\n41 24\n"
    np.testing.assert_array_equal(decode(head + b"65535\n" + GREY.astype(">u2").tobytes())[0], FULL)
    assert decode(head + b"4095\n" + (GREY >> 4).astype(">u2").tobytes())[0].max() > 250
