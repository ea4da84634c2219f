"""Files as people have them: each format and colour mode, whole and broken, 16x16 pixels."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

SIZE = 16
ORIENTATION = 0x0112  # EXIF tag


def pixels(seed: int = 0) -> np.ndarray:
    """Return uint8 (16, 16, 3) without any symmetry: a gradient with a little noise."""
    rows, columns = np.mgrid[:SIZE, :SIZE]
    smooth = np.stack([columns * 14, rows * 13, (rows + 2 * columns) * 5], axis=2)
    return (smooth + np.random.default_rng(seed).integers(0, 12, smooth.shape)).astype(np.uint8)


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def picture(mode: str = "RGB", seed: int = 0) -> Image.Image:
    if mode == "RGBA":
        alpha = np.tile(np.arange(0, 256, 16, dtype=np.uint8)[:, None], (1, SIZE))
        return Image.fromarray(np.dstack([pixels(seed), alpha]))
    if mode == "I;16":
        return Image.fromarray(np.arange(0, 65536, 256, dtype=np.uint16).reshape(SIZE, SIZE))
    image = Image.fromarray(pixels(seed))
    return image.quantize(32) if mode == "P" else image.convert(mode)


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encode(picture(), "JPEG", quality=95, exif=exif)


def photoshop() -> bytes:
    """Return the picture as Photoshop stores CMYK: inverted, as YCCK, with Adobe's marker saying so.

    Pillow writes CMYK inverted and untransformed; so it is handed the inverse of what is to be stored.
    Per libjpeg's jccolor.c, YCCK is the YCbCr of 255 - C, 255 - M, 255 - Y, here of inverted inks, beside K.
    """
    inks = np.asarray(picture("CMYK"))
    luma = np.asarray(Image.fromarray(np.ascontiguousarray(inks[..., :3])).convert("YCbCr"))
    stored = np.dstack([luma, 255 - inks[..., 3]])
    data = bytearray(
        encode(Image.frombytes("CMYK", (SIZE, SIZE), (255 - stored).tobytes()), "JPEG", quality=98)
    )
    marker = data.index(b"Adobe")
    assert data[marker + 11] == 0
    data[marker + 11] = 2  # the colour transform: YCCK
    return bytes(data)


def without_marker() -> bytes:
    """Return a CMYK JPEG without Adobe's marker; browsers, too, take it for inverted."""
    data = encode(picture("CMYK"), "JPEG", quality=98)
    marker = data.index(b"Adobe") - 4
    return data[:marker] + data[marker + 16 :]


def frames(kind: str, **options: Any) -> bytes:
    later = [picture(seed=1), picture(seed=2)]
    return encode(picture(), kind, save_all=True, append_images=later, **options)


WHOLE: dict[str, Callable[[], bytes]] = {
    "photo.jpg": lambda: encode(picture(), "JPEG", quality=90),
    "progressive.jpeg": lambda: encode(picture(), "JPEG", progressive=True),
    "grey.jpg": lambda: encode(picture("L"), "JPEG"),
    "cmyk.jpg": lambda: encode(picture("CMYK"), "JPEG", quality=98),
    "cmyk_photoshop.jpg": photoshop,
    "cmyk_without_marker.jpg": without_marker,
    "rgb.png": lambda: encode(picture(), "PNG"),
    "alpha.png": lambda: encode(picture("RGBA"), "PNG"),
    "grey_alpha.png": lambda: encode(picture("RGBA").convert("LA"), "PNG"),
    "palette.png": lambda: encode(picture("P"), "PNG"),
    "palette_hole.png": lambda: encode(picture("P"), "PNG", transparency=3),
    "palette_levels.png": lambda: encode(picture("P"), "PNG", transparency=bytes(range(0, 256, 8))),
    "colour_hole.png": lambda: encode(picture(), "PNG", transparency=tuple(pixels()[4, 4].tolist())),
    "grey16.png": lambda: encode(picture("I;16"), "PNG"),
    "one_bit.png": lambda: encode(picture("1"), "PNG"),
    "apng.png": lambda: frames("PNG"),
    "rgb.bmp": lambda: encode(picture(), "BMP"),
    "palette.bmp": lambda: encode(picture("P"), "BMP"),
    "one_bit.bmp": lambda: encode(picture("1"), "BMP"),
    "still.gif": lambda: encode(picture("P"), "GIF"),
    "hole.gif": lambda: encode(picture("P"), "GIF", transparency=3),
    "animated.gif": lambda: frames("GIF"),
    "lossy.webp": lambda: encode(picture(), "WEBP", quality=80),
    "lossless.webp": lambda: encode(picture(), "WEBP", lossless=True),
    "alpha.webp": lambda: encode(picture("RGBA"), "WEBP", lossless=True),
    "animated.webp": lambda: frames("WEBP", lossless=True),
    "rgb.tif": lambda: encode(picture(), "TIFF"),
    "deflated.tiff": lambda: encode(picture(), "TIFF", compression="tiff_adobe_deflate"),
    "pages.tiff": lambda: frames("TIFF"),
    "cmyk.tiff": lambda: encode(picture("CMYK"), "TIFF"),
    "alpha.tiff": lambda: encode(picture("RGBA"), "TIFF"),
    "palette.tiff": lambda: encode(picture("P"), "TIFF"),
    "one_bit.tiff": lambda: encode(picture("1"), "TIFF", compression="group4"),
    "grey16.tiff": lambda: encode(picture("I;16"), "TIFF"),
    "a_jpeg.png": lambda: encode(picture(), "JPEG"),
    "a_png.jpg": lambda: encode(picture(), "PNG"),
    "a_webp.jpg": lambda: encode(picture(), "WEBP"),
    "a_gif.bmp": lambda: encode(picture("P"), "GIF"),
    "a_bmp.gif": lambda: encode(picture(), "BMP"),
    "a_tiff.JPG": lambda: encode(picture(), "TIFF"),
    "no_ending": lambda: encode(picture(), "PNG"),
    **{f"turned_{turn}.jpg": lambda turn=turn: turned(turn) for turn in range(1, 9)},  # type: ignore[misc]
}
CUT = {
    "cut.jpg": "photo.jpg",
    "cut_cmyk.jpg": "cmyk.jpg",
    "cut.png": "rgb.png",
    "cut.bmp": "rgb.bmp",
    "cut.gif": "still.gif",
    "cut.webp": "lossless.webp",
    "cut.tiff": "rgb.tif",
}


def broken() -> dict[str, bytes]:
    """Return files that lack their last third, and a TIFF with a spoilt middle."""
    whole = {name: WHOLE[of]() for name, of in CUT.items()}
    tiff = WHOLE["deflated.tiff"]()
    return {name: data[: len(data) * 2 // 3] for name, data in whole.items()} | {
        "spoilt.tiff": tiff[:20] + bytes(200) + tiff[220:]
    }
