"""Every format, compared with Pillow's own pixels; broken files give a short reason and no warning."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lineup.images import decode as decoding
from lineup.images.decode import UndecodableError, decode


def gradient(width: int = 40, height: int = 24) -> np.ndarray:
    rows, columns = np.mgrid[:height, :width]
    return np.stack([columns * 6, rows * 10, (rows + columns) * 4], axis=2).astype(np.uint8)


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def opaque(kind: str, **options: Any) -> bytes:
    return encode(Image.fromarray(gradient()), kind, **options)


OPAQUE: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: opaque("JPEG", quality=90),
    "PNG": lambda: opaque("PNG"),
    "BMP": lambda: opaque("BMP"),
    "GIF": lambda: opaque("GIF"),
    "WEBP": lambda: opaque("WEBP", quality=80),
    "TIFF": lambda: opaque("TIFF", compression="tiff_lzw"),
    "PPM": lambda: opaque("PPM"),
    "JPEG2000": lambda: opaque("JPEG2000"),
}


@pytest.mark.parametrize("kind", OPAQUE)
def test_opaque_formats_give_pillows_pixels(kind: str) -> None:
    data = OPAQUE[kind]()
    pixels, found, *_ = decode(data)
    assert found == kind
    assert pixels.dtype == np.uint8
    np.testing.assert_array_equal(pixels, np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))


def test_grey_cmyk_and_one_bit_become_rgb() -> None:
    for mode in ("L", "1", "CMYK"):
        kind = "PNG" if mode == "1" else "JPEG"
        data = encode(Image.fromarray(gradient()).convert(mode), kind)
        expected = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        np.testing.assert_array_equal(decode(data)[0], expected)
    cmyk = decode(encode(Image.fromarray(gradient()).convert("CMYK"), "JPEG", quality=98))[0]
    assert np.abs(cmyk.astype(int) - gradient()).mean() < 6  # the colours, not their negative


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_alpha_is_laid_over_white(kind: str) -> None:
    layer = np.zeros((8, 8, 4), np.uint8)
    layer[:, :4] = (200, 0, 0, 255)
    layer[:, 4:6] = (0, 0, 0, 128)
    layer[:, 6:] = (0, 0, 255, 0)
    options = {"lossless": True} if kind == "WEBP" else {}
    pixels = decode(encode(Image.fromarray(layer), kind, **options))[0]
    assert pixels[0, 0].tolist() == [200, 0, 0]
    assert pixels[0, 5].tolist() == [127, 127, 127]
    assert pixels[0, 7].tolist() == [255, 255, 255]


def test_palettes_with_and_without_transparency() -> None:
    palette = Image.fromarray(gradient()).quantize(16)
    np.testing.assert_array_equal(decode(encode(palette, "PNG"))[0], np.asarray(palette.convert("RGB")))
    hole = int(np.asarray(palette)[0, 0])
    for kind in ("PNG", "GIF"):
        pixels = decode(encode(palette, kind, transparency=hole))[0]
        assert pixels[0, 0].tolist() == [255, 255, 255]
    levels = encode(palette, "PNG", transparency=bytes([128] * 16))  # warns in Pillow's own conversion
    half = (np.asarray(palette.convert("RGB")).astype(int) + 255) / 2
    assert np.abs(decode(levels)[0] - half).max() <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    upright = gradient()
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 98, "subsampling": 0},
        "WEBP": {"lossless": True},
    }
    pixels = decode(
        encode(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif, **options.get(kind, {}))
    )[0]
    assert pixels.shape == upright.shape
    assert np.abs(pixels.astype(int) - upright).max() <= (8 if kind == "JPEG" else 0)


def test_broken_exif_does_not_spoil_the_pixels() -> None:
    data = opaque("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff broken")
    np.testing.assert_array_equal(decode(data)[0], decode(opaque("JPEG"))[0])


def test_first_frame_of_an_animation() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG", "TIFF"):
        data = encode(frames[0], kind, save_all=True, append_images=frames[1:])
        assert np.abs(decode(data)[0].astype(int) - (255, 0, 0)).max() <= 4


@pytest.mark.parametrize("kind", [kind for kind in OPAQUE if kind != "JPEG2000"])
def test_truncated_files_are_refused(kind: str) -> None:
    data = OPAQUE[kind]()
    with pytest.raises(UndecodableError, match=r"^broken image: .{3,100}$|^not an image in a known format$"):
        decode(data[: len(data) * 2 // 3])


def test_reasons() -> None:
    png = bytearray(opaque("PNG"))
    png[60] ^= 255
    reasons = {
        b"": "empty file",
        b"just a text": "not an image in a known format",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n": "PostScript, not a picture",
        bytes(png): "broken image: ",
        b"Pf\n1 1\n-1.0\n\0\0\0\0": "32-bit pixels (Pillow's mode F) have no agreed brightness",
        opaque("JPEG")[:300]: "broken image: Truncated File Read",
        opaque("JPEG", quality=95)[:-60]: "broken image: image file is truncated (",
    }
    for data, reason in reasons.items():
        with pytest.raises(UndecodableError) as caught:
            decode(data)
        assert str(caught.value).startswith(reason)


def test_a_picture_above_the_pixel_limit_is_refused_before_it_is_decoded() -> None:
    bomb = encode(Image.new("1", (10_001, 10_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(UndecodableError, match=r"^10001x10000 pixels, more than 100,000,000$"):
        decode(bomb)


def test_above_pillows_own_warning_but_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert decode(opaque("PNG"))[0].shape == (24, 40, 3)
    monkeypatch.setattr(decoding, "PIXEL_LIMIT", 959)
    with pytest.raises(UndecodableError, match=r"^40x24 pixels, more than 959$"):
        decode(opaque("PNG"))
