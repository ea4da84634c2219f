"""Files that viewers show are read, however odd; what is broken keeps its true reason."""

import io
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from lineup.images import decode as decoding
from lineup.images.decode import UndecodableError, decode
from tests.test_split import drawn

PICTURE = Image.open(io.BytesIO(drawn(1)))
PIXELS = np.asarray(PICTURE)


def png(**options: object) -> bytes:
    stream = io.BytesIO()
    PICTURE.save(stream, "PNG", **options)
    return stream.getvalue()


def with_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("workflow", "x" * 3_000_000, zip=True)
    info.add_itxt("prompt", "y" * 3_000_000, zip=True)
    return png(pnginfo=info)


def chunk(kind: bytes, content: bytes, check: int | None = None) -> bytes:
    found = zlib.crc32(kind + content) if check is None else check
    return len(content).to_bytes(4, "big") + kind + content + found.to_bytes(4, "big")


def after_head(extra: bytes) -> bytes:
    whole = png()
    return whole[:33] + extra + whole[33:]


PNGS: dict[str, Callable[[], bytes]] = {
    "large texts": with_text,
    "a large profile": lambda: png(icc_profile=bytes(2_000_000)),
    "a text with a wrong check sum": lambda: after_head(chunk(b"tEXt", b"a\0b", 7)),
    "a broken profile": lambda: after_head(chunk(b"iCCP", b"a\0\0not deflated")),
    "a chunk of one's own": lambda: after_head(chunk(b"myOw", b"anything")),
    "an animation's broken chunk": lambda: after_head(chunk(b"acTL", b"\0")),
    "no end": lambda: png()[:-12],
    "more after its end": lambda: png() + b"trailing bytes",
}


@pytest.mark.parametrize("kind", PNGS)
def test_pngs(kind: str) -> None:
    pixels, name, *_ = decode(PNGS[kind]())
    assert name == "PNG"
    np.testing.assert_array_equal(pixels, PIXELS)


def jpeg(**options: object) -> bytes:
    stream = io.BytesIO()
    PICTURE.save(stream, "JPEG", **{"quality": 98, **options})
    return stream.getvalue()


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 2}, {"restart_marker_rows": 1}]
)
@pytest.mark.parametrize("cut", [1, 2])
def test_a_jpeg_without_its_end_mark(options: dict[str, object], cut: int) -> None:
    whole = jpeg(**options)
    np.testing.assert_array_equal(decode(whole[:-cut])[0], decode(whole)[0])


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.97])
def test_a_jpeg_that_lacks_more_is_truncated(options: dict[str, object], share: float) -> None:
    whole = jpeg(**options)
    with pytest.raises(UndecodableError, match=r"broken image: .*truncated"):
        decode(whole[: int(len(whole) * share)])


def test_a_png_whose_pixels_are_broken() -> None:
    whole = bytearray(png())
    whole[whole.index(b"IDAT") + 40] ^= 255
    with pytest.raises(UndecodableError, match="broken"):
        decode(bytes(whole))


OTHERS = {
    b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\n": (
        "a pointer of Git LFS, not the picture (`git lfs pull` fetches it)"
    ),
    b"<!DOCTYPE html><html>": "a web page, not a picture",
    b"\xef\xbb\xbf  <html>": "a web page, not a picture",
    b"<svg xmlns=''/>": "an SVG, which has no pixels",
    b"<?xml version='1.0'?><annotation>": "XML, not a picture",
    b"%PDF-1.7": "a PDF, not a picture",
    b"<?xml version='1.0'?>\n<!-- Inkscape --><svg>": "an SVG, which has no pixels",
    b"\x76\x2f\x31\x01": "OpenEXR, which has no agreed white. Save it as PNG or JPEG",
    b"\xff\x0a\xfa": "JPEG XL, which is not read. Save it as PNG or JPEG",
    b"\xff\xd8\xff\xf7\0": "JPEG-LS, which is not read. Save it as PNG or JPEG",
    b"\xff\xd8\xff": "a JPEG that is broken or of a kind that is not read, such as one of 12 bits",
    b"8BPS\0\1": "a Photoshop file, not a picture",
    bytes(128) + b"DICM": "DICOM, which is not read. Save it as PNG or TIFF",
    b"\0\0\0\x18ftypcrx ": "a camera's raw file. Develop it into JPEG, PNG or TIFF",
    b"\0\0\0\x20ftypisom": "a film, not a picture",
    b"PK\3\4\x14": "an archive, not a picture. Unpack it",
    b"Rar!\x1a\7": "an archive, not a picture. Unpack it",
    b"\x93NUMPY\1": "a NumPy array, not a picture",
    b"\0\5\x16\7\0\2": "what macOS keeps beside a picture, not the picture",
    b"outs:\n- md5: ab": "a pointer of DVC, not the picture (`dvc pull` fetches it)",
    bytes(900): "nothing but zeros, as failed downloads and disks leave behind",
    b"some notes": "not an image in a known format",
}


@pytest.mark.parametrize("data", OTHERS)
def test_files_of_other_kinds_are_named(data: bytes) -> None:
    with pytest.raises(UndecodableError) as caught:
        decode(data)
    assert str(caught.value) == OTHERS[data]


@pytest.mark.parametrize("kind", ["HEIF"])
def test_heif_where_its_package_is_there(kind: str) -> None:
    heif = pytest.importorskip("pillow_heif")
    stream = io.BytesIO()
    heif.from_pillow(PICTURE).save(stream, quality=-1)
    pixels, name, *_ = decode(stream.getvalue())
    assert name == kind
    assert np.abs(pixels.astype(int) - PIXELS).mean() < 8  # as lossy as its colours are coarse


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_heif_where_its_package_is_not(brand: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "HEIF", False)
    with pytest.raises(UndecodableError) as caught:
        decode(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + b"heic" * 10)
    assert str(caught.value) == (
        "HEIC or HEIF, which needs pillow-heif (`uv sync --extra heif`, then `dvc repro --force preprocess`)"
    )
