"""JPEG's quick way: the careful one's pixels and refusals; pictures shrunk as they are decoded."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lineup.images import jpeg
from lineup.images.decode import UndecodableError, decode, whole, with_care
from lineup.images.prepare import prepare
from lineup.images.resize import resize, shrinking

KINDS: dict[str, dict[str, Any]] = {
    "baseline": {"quality": 90, "subsampling": 0},
    "halved colours": {"quality": 60, "subsampling": 2},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_blocks": 3},
    "a comment and a profile": {"comment": b"by hand", "icc_profile": b"p" * 99_999},
    "no YCbCr": {"keep_rgb": True},
}


def picture(height: int = 48, width: int = 72) -> Image.Image:
    rows, columns = np.mgrid[:height, :width] * np.pi / np.array([height, width])[:, None, None]
    waves = [np.sin(5 * columns + rows), np.cos(7 * rows), np.sin(6 * columns * rows)]
    return Image.fromarray((np.stack(waves, axis=2) * 110 + 128).astype(np.uint8))


def encode(image: Image.Image, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", **options)
    return stream.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("kind", KINDS)
def test_plain_files_give_pillows_pixels(kind: str, mode: str) -> None:
    data = encode(picture().convert(mode), **({} if mode == "L" and kind == "no YCbCr" else KINDS[kind]))
    plain = jpeg.head(data)
    assert plain == (48, 72)
    found = jpeg.pixels(data, *plain)
    np.testing.assert_array_equal(found, np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))


def test_what_is_not_plain_is_left_to_pillow() -> None:
    exif = Image.Exif()
    exif[274] = 6
    others = [encode(picture(), exif=exif), encode(picture().convert("CMYK")), b"", b"\xff\xd8", b"BM" * 99]
    assert [jpeg.head(data) for data in others] == [None] * len(others)
    cut = encode(picture())[:-9]
    assert (plain := jpeg.head(cut)) is not None
    assert jpeg.pixels(cut, *plain) is None


def outcome(data: bytes, quickly: bool) -> tuple[str, bytes, tuple[int, ...]]:
    try:
        found = decode(data) if quickly else with_care(data, whole)
    except UndecodableError as error:
        return str(error), b"", ()
    return found.format, found.pixels.tobytes(), (*found.pixels.shape, found.height, found.width)


def damaged(data: bytes, random: np.random.Generator) -> bytes:
    place, other = sorted(random.integers(2, len(data), 2).tolist())
    noise = random.integers(0, 256, 12, np.uint8).tobytes()
    flipped = bytes([data[place] ^ 1 << int(random.integers(8))])
    ways = [
        data[:place],
        data[:-3],
        data[:place] + flipped + data[place + 1 :],
        data[:place] + data[place + 12 :],
        data[:place] + noise + data[place:],
        data[:place] + noise + data[place + 12 :],
        data[:place] + data[place:other] + data[place:],
        data + noise,
        data[:place] + b"\xff\xd9",
    ]
    return ways[int(random.integers(len(ways)))]


@pytest.mark.parametrize("kind", KINDS)
def test_broken_files_have_the_careful_ways_outcome(kind: str) -> None:
    random, data = np.random.default_rng(7), encode(picture(), **KINDS[kind])
    for _ in range(150):
        broken = damaged(data, random)
        assert outcome(broken, quickly=True) == outcome(broken, quickly=False), broken


def test_large_pictures_are_shrunk_to_no_less_than_twice_the_size() -> None:
    sides = [(1024, 1024), (1016, 1024), (512, 520), (256, 256), (255, 512), (256, 258), (248, 512)]
    assert [shrinking(*side, 64, 64, "stretch", "area") for side in sides] == [8, 4, 4, 2, 1, 2, 1]
    assert shrinking(512, 512, 64, 64, "stretch", "bilinear") == 1
    assert [shrinking(*side, 64, 64, "fit_pad", "area") for side in ((512, 1536), (224, 336))] == [8, 2]


@pytest.mark.parametrize("how", ["stretch", "fit_pad"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_shrunk_pictures_are_those_of_the_whole_ones(how: Any, orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    turned = {1: picture(320, 640), 6: picture(320, 640).transpose(Image.Transpose.ROTATE_90)}[orientation]
    quick, careful = encode(turned), encode(turned, exif=exif)
    found = prepare(careful, 40, 60, how, "area")
    assert (found.height, found.width) == (320, 640)
    entire = resize(decode(careful).pixels, 40, 60, how, "area")
    difference = np.abs(found.pixels.astype(int) - entire)
    assert 0 < difference.mean() < 0.6
    assert difference.max() <= 6
    if orientation == 1:
        np.testing.assert_array_equal(prepare(quick, 40, 60, how, "area").pixels, found.pixels)
