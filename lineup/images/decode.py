"""From a file's bytes to the RGB pixels that a person would see.

The format is recognised by content, never by the file's name. EXIF orientation is applied. Transparent
pixels are laid over white. Samples of more than 8 bits are scaled to 8: 65535 is white, or 4095 in a picture
without a higher one, whose camera has 12 bits. Animations and multi-page files give their first picture.
Embedded colour profiles are not applied. HEIC and HEIF need the package pillow-heif.
"""

import contextlib
import importlib.util
import io
import logging
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from lineup.images import mending, tiff

# Named one by one: Pillow would start Ghostscript for an EPS file. JPEG includes MPO, the 3-D variety.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "DIB", "TIFF", "PPM", "JPEG2000", "AVIF")
PIXEL_LIMIT = 100_000_000  # 300 MB decoded; the largest cameras make about as many
WITHOUT_SCALE = {"I", "F"}  # 32-bit integers or floats: no agreed black and white
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
HEIF = importlib.util.find_spec("pillow_heif") is not None
OTHERS = {
    b"version https://git-lfs": "a pointer of Git LFS, not the picture (`git lfs pull` fetches it)",
    b"%PDF": "a PDF, not a picture",
    b"8BPS": "a Photoshop file, not a picture",
    b"<svg": "an SVG, which has no pixels",
    b"<?xml": "XML, not a picture",
    b"<!doctype html": "a web page, not a picture",
    b"<html": "a web page, not a picture",
}  # by their first letters
NEEDS_HEIF = (
    "HEIC or HEIF, which needs pillow-heif (`uv sync --extra heif`, then `dvc repro --force preprocess`)"
)

silent = logging.NullHandler()


class UndecodableError(Exception):
    """There are no bytes, or they give no image; the text is the reason, in a few words."""


def decode(data: bytes) -> tuple[NDArray[np.uint8], str]:
    """Return the pixels, uint8 (height, width, 3), and the format's name; UndecodableError says why not."""
    quieten()
    if not data:
        raise UndecodableError("empty file")
    try:
        return attempt(data)
    except UndecodableError:
        raise
    except tiff.GarbledError as error:
        raise UndecodableError(str(error)) from None
    except MemoryError:
        raise UndecodableError("too large for the memory") from None
    except UnidentifiedImageError:
        return second_attempt(data, NEEDS_HEIF if is_heif(data) and not HEIF else kind_of(data))
    except Exception as error:  # Pillow's decoders raise nearly anything on broken files
        text = " ".join(str(error).split())
        return second_attempt(data, f"broken image: {text or type(error).__name__}")


def attempt(data: bytes) -> tuple[NDArray[np.uint8], str]:
    """Return the pixels and the format's name; raises whatever the libraries raise."""
    if (tags := tiff.tags_of(data)) is not None:
        refuse_large(*tiff.size(tags))
        if (found := tiff.deep(data, tags)) is not None:
            return found, "TIFF"
    with Image.open(io.BytesIO(data), formats=formats(data)) as image:
        return pixels(image), image.format or ""


def second_attempt(data: bytes, reason: str) -> tuple[NDArray[np.uint8], str]:
    """Return what a file gives once it is mended; UndecodableError with `reason`, of the first attempt."""
    with contextlib.suppress(Exception):  # the first reason says more
        if (better := mending.mended(data)) is not None:
            return attempt(better)
    raise UndecodableError(reason)


def refuse_large(width: int, height: int) -> None:
    """Raise UndecodableError where a picture has more pixels than PIXEL_LIMIT."""
    if width * height > PIXEL_LIMIT:
        raise UndecodableError(f"{width}x{height} pixels, more than {PIXEL_LIMIT:,}")


def kind_of(data: bytes) -> str:
    """Return what a file is that is no picture, as far as its first letters say."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    known = (what for first, what in OTHERS.items() if start.startswith(first.lower()))
    return next(known, "not an image in a known format")


def is_heif(data: bytes) -> bool:
    """Tell whether a file says of itself that it is HEIC or HEIF."""
    return data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS


def formats(data: bytes) -> tuple[str, ...]:
    """Return the formats that a file may have, HEIF among them where it says so and pillow-heif is there."""
    if not (HEIF and is_heif(data)):
        return FORMATS
    import pillow_heif

    pillow_heif.register_heif_opener()
    return (*FORMATS, "HEIF")


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Return an opened image as uint8 (height, width, 3), turned as its EXIF orientation says."""
    refuse_large(*image.size)
    image.load()
    upright = turn(image)
    if upright.mode.startswith("I;16") or (upright.mode == "I" and image.format == "PPM"):
        grey = np.asarray(upright).astype(np.uint32)
        top = 65535 if image.format == "PPM" else tiff.white(grey)  # a PGM says its white, Pillow scales it
        eight = ((grey * 255 + top // 2) // top).astype(np.uint8)
        return np.repeat(eight[:, :, None], 3, axis=2)
    if upright.mode in WITHOUT_SCALE:
        raise UndecodableError(f"32-bit pixels (Pillow's mode {upright.mode}) have no agreed brightness")
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        upright = Image.new("RGBA", layer.size, "white")
        upright.alpha_composite(layer)
    return np.asarray(upright if upright.mode == "RGB" else upright.convert("RGB"), dtype=np.uint8)


def turn(image: Image.Image) -> Image.Image:
    """Return the image upright; as stored where its EXIF data cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken EXIF data does not spoil the pixels
        return image


def quieten() -> None:
    """Silence Pillow's warnings and log for this process: what is wrong is raised, the rest is harmless.

    It also lifts Pillow's own pixel limit, which warns first; PIXEL_LIMIT stands in its place.
    """
    Image.MAX_IMAGE_PIXELS = None
    logging.getLogger("PIL").addHandler(silent)
    rule = r"PIL\."
    if not any(
        kind == "ignore" and where and where.pattern == rule for kind, _, _, where, _ in warnings.filters
    ):
        warnings.filterwarnings("ignore", module=rule)
