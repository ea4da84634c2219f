"""Samples of more than 8 bits come out as a viewer shows them: not inverted, garbled or nearly black."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
import tifffile
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
    "14 bits in 16": ({"samples": GREY >> 2}, eight(GREY >> 2, 16383)),
    "10 bits in 16, white is zero": (
        {"samples": 1023 - (GREY >> 6), "photometric": 0},
        eight(GREY >> 6, 1023),
    ),
    "dark, 12 bits in 16": ({"samples": GREY >> 7}, eight(GREY >> 7, 4095)),
    "14 bits in 16, as a tag says": ({"samples": GREY >> 2, "more": {281: 16383}}, eight(GREY >> 2, 16383)),
    "12 bits packed": ({"samples": GREY >> 4, "bits": 12}, TWELVE),
    "12 bits packed, white is zero": ({"samples": 4095 - (GREY >> 4), "bits": 12, "photometric": 0}, TWELVE),
    "RGB": ({"samples": COLOUR, "photometric": 2}, IN_COLOUR),
    "RGB, 12 bits in 16": ({"samples": COLOUR >> 4, "photometric": 2}, eight(COLOUR >> 4, 4095)),
    "RGBA": (
        {"samples": np.dstack([COLOUR, np.full_like(GREY, 65535)]), "photometric": 2, "more": {338: 2}},
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
    pixels, name, *_ = decode(write(**options, order=order))
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


LAID: dict[str, Any] = {
    "strips": {},
    "deflated": {"compression": "zlib"},
    "deflated differences": {"compression": "zlib", "predictor": 2},
    "tiles": {"tile": (16, 16)},
    "deflated tiles": {"tile": (16, 32), "compression": "zlib", "predictor": 2},
    "large": {"bigtiff": True},
    "large tiles": {"bigtiff": True, "tile": (16, 16)},
    "many strips": {"rowsperstrip": 5},
}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("laid", LAID)
def test_a_plane_a_colour(laid: str, order: str) -> None:
    for samples, white in ((COLOUR, 65535), (COLOUR >> 4, 4095), (COLOUR >> 2, 16383)):
        stream = io.BytesIO()
        planes, options = np.moveaxis(samples, 2, 0).astype(f"{order}u2"), {"byteorder": order} | LAID[laid]
        tifffile.imwrite(stream, planes, photometric="rgb", planarconfig="separate", **options)
        data = stream.getvalue()
        if data[:4] == b"MM\0+":
            with pytest.raises(UndecodableError, match=r"^a BigTIFF with the highest byte first"):
                decode(data)
            continue
        np.testing.assert_array_equal(decode(data)[0], eight(samples, white))
        if laid == "strips":
            with pytest.raises(UndecodableError, match=r"^broken image: image file is truncated$"):
                decode(data[:-600])


ALPHA = np.full_like(GREY, 65535)
ALPHA[:, 20:] = 0
FOURTH = {
    "unspecified": IN_COLOUR,  # near infrared, say
    "unassalpha": np.where(ALPHA[..., None] > 0, IN_COLOUR, 255),
    "assocalpha": np.where(ALPHA[..., None] > 0, IN_COLOUR, 255),
}


@pytest.mark.parametrize("kind", FOURTH)
@pytest.mark.parametrize("planes", ["contig", "separate"])
def test_a_fourth_sample(kind: str, planes: str) -> None:
    colour = COLOUR * (ALPHA > 0)[..., None] if kind == "assocalpha" else COLOUR
    samples, stream = np.dstack([colour, ALPHA]), io.BytesIO()
    laid = np.moveaxis(samples, 2, 0) if planes == "separate" else samples
    tifffile.imwrite(stream, laid, photometric="rgb", planarconfig=planes, extrasamples=[kind])
    np.testing.assert_array_equal(decode(stream.getvalue())[0], FOURTH[kind])


KIND = "a TIFF of a kind that is not read: {}. Save it as grey or RGB of 8 or 16 bits"
UNREAD: dict[str, Any] = {
    "1 sample a pixel, floats of 32 bits": {"data": GREY.astype(np.float32)},
    "3 samples a pixel, floats of 64 bits": {"data": COLOUR.astype(np.float64)},
    "1 sample a pixel, numbers with a sign of 16 bits": {"data": (GREY >> 1).astype(np.int16)},
    "1 sample a pixel, whole numbers of 32 bits": {"data": GREY.astype(np.uint32)},
    "5 samples a pixel, whole numbers of 16 bits": {
        "data": np.dstack([COLOUR, COLOUR[..., :2]]),
        "planarconfig": "contig",
    },
}


@pytest.mark.parametrize("kind", UNREAD)
def test_tiffs_that_are_not_read_are_told(kind: str) -> None:
    stream = io.BytesIO()
    photometric = "rgb" if kind[0] in "35" else "minisblack"
    tifffile.imwrite(stream, photometric=photometric, **UNREAD[kind])
    with pytest.raises(UndecodableError) as caught:
        decode(stream.getvalue())
    assert str(caught.value) == KIND.format(kind)


def test_a_compression_that_is_not_read_is_told() -> None:
    data = bytearray(write(GREY))
    place = data.index((259).to_bytes(2, "little") + b"\3\0\1\0\0\0\1\0")
    data[place + 8 : place + 10] = (34712).to_bytes(2, "little")
    with pytest.raises(UndecodableError) as caught:
        decode(bytes(data))
    assert str(caught.value) == KIND.format("1 sample a pixel, whole numbers of 16 bits, compression 34712")


@pytest.mark.parametrize("more", [{50706: 1}, {254: 1, 330: 8}])
def test_a_cameras_raw_file_is_not_its_preview(more: dict[int, int]) -> None:
    with pytest.raises(UndecodableError, match=r"^a camera's raw file, of which only a preview can be"):
        decode(write(COLOUR >> 8, bits=8, photometric=2, more=more))


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("shift", [0, 2, 4, 6, 8])
def test_a_png_of_16_bit_colours_may_have_fewer(shift: int, orientation: int) -> None:
    stored = COLOUR if orientation == 1 else np.rot90(COLOUR)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in stored >> shift)
    exif = Image.Exif()
    exif[274] = orientation
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", stored.shape[1], stored.shape[0], 16, 2, 0, 0, 0)),
        (b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0")),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    expected = eight(COLOUR >> shift, 65535 >> shift)
    assert np.abs(decode(data)[0].astype(int) - expected).max() <= (0 if shift else 1)  # Pillow rounds down


@pytest.mark.parametrize("shift", [0, 2, 4, 6, 8])
def test_a_png_of_16_bits_may_have_fewer(shift: int) -> None:
    stream = io.BytesIO()
    Image.fromarray(GREY >> shift).save(stream, "PNG")
    np.testing.assert_array_equal(decode(stream.getvalue())[0], eight(GREY >> shift, 65535 >> shift))


def test_a_pgm_of_16_bits_says_what_is_white() -> None:
    head = b"P5\n41 24\n"
    np.testing.assert_array_equal(decode(head + b"65535\n" + GREY.astype(">u2").tobytes())[0], FULL)
    assert decode(head + b"4095\n" + (GREY >> 4).astype(">u2").tobytes())[0].max() > 250
