"""From a file's bytes to the RGB pixels that a person would see.

The format is recognised by content, never by the file's name. EXIF orientation is applied. Transparent
pixels are laid over white. Samples of more than 8 bits are scaled to 8: 65535 is white; in a picture
without a higher one what 14, 12, 10 or 8 bits hold (`tiff.white`). Animations and multi-page files give their
first picture. Embedded colour profiles are not applied. HEIC and HEIF need the package pillow-heif.
"""

import contextlib
import importlib.util
import io
import logging
import warnings

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from lineup.images import kinds, mending, tiff

# Named one by one: Pillow would start Ghostscript for an EPS file. JPEG includes MPO, the 3-D variety.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "DIB", "TIFF", "PPM", "JPEG2000", "AVIF", "ICO")
PIXEL_LIMIT = 100_000_000  # 300 MB decoded; the largest cameras make about as many
DIM = 63  # the upper 8 bits of 16383, the highest of 14 bits in 16
ORIENTATION = 274  # EXIF's tag
WITHOUT_SCALE = {"I", "F"}  # 32-bit integers or floats: no agreed black and white
HEIF = importlib.util.find_spec("pillow_heif") is not None
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
    except tiff.UnreadError as error:
        raise UndecodableError(str(error)) from None
    except MemoryError:
        raise UndecodableError("too large for the memory") from None
    except UnidentifiedImageError:
        return second_attempt(data, unidentified(data))
    except Exception as error:  # Pillow's decoders raise nearly anything on broken files
        text = " ".join(str(error).split())
        return second_attempt(data, f"broken image: {text or type(error).__name__}")


def unidentified(data: bytes) -> str:
    """Return what a file is of which Pillow knows nothing."""
    if kinds.is_heif(data) and not HEIF:
        return NEEDS_HEIF
    if (tags := tiff.tags_of(data)) is None:
        return kinds.kind_of(data)
    return tiff.unread(tags) if all(tiff.size(tags)) else "broken image: no tags say what is in this TIFF"


def attempt(data: bytes) -> tuple[NDArray[np.uint8], str]:
    """Return the pixels and the format's name; raises whatever the libraries raise."""
    if (tags := tiff.tags_of(data)) is not None:
        refuse_large(*tiff.size(tags))
        if (found := tiff.deep(data, tags)) is not None:
            return found, "TIFF"
    with Image.open(io.BytesIO(data), formats=formats(data)) as image:
        found = pixels(image)
        deep = image.format == "PNG" and data[24] == 16 and image.mode in ("RGB", "RGBA", "LA")
        if deep and found.max(initial=0) <= DIM:
            found = pixels(undimmed(data, image))
        return found, image.format or ""


def undimmed(data: bytes, image: Image.Image) -> Image.Image:
    """Return a PNG picture of 16-bit colours, of which Pillow keeps the upper 8 bits, with its lower ones.

    That is, with what stands in them as white, where that is nothing above 14 bits.
    """
    eight = tiff.scaled(tiff.samples_of(data), {}, 16)
    bright = Image.fromarray(eight[..., [2, 1, 0, *range(3, eight.shape[2])]])
    bright.getexif()[ORIENTATION] = image.getexif().get(ORIENTATION, 1)
    return bright


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


def formats(data: bytes) -> tuple[str, ...]:
    """Return the formats that a file may have, HEIF among them where it says so and pillow-heif is there."""
    if not (HEIF and kinds.is_heif(data)):
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
    """Silence Pillow's warnings and both libraries' logs for this process: what is wrong is raised.

    It also lifts Pillow's own pixel limit, which warns first; PIXEL_LIMIT stands in its place.
    """
    Image.MAX_IMAGE_PIXELS = None
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    logging.getLogger("PIL").addHandler(silent)
    rule = r"PIL\."
    if not any(
        kind == "ignore" and where and where.pattern == rule for kind, _, _, where, _ in warnings.filters
    ):
        warnings.filterwarnings("ignore", module=rule)
