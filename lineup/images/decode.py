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
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from lineup.images import jpeg, kinds, mending, tiff
from lineup.images.jpeg import Shrink

# Named one by one: Pillow would start Ghostscript for an EPS file. JPEG includes MPO, the 3-D variety.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "DIB", "TIFF", "PPM", "JPEG2000", "AVIF", "ICO")
PIXEL_LIMIT = 100_000_000  # 300 MB decoded; the largest cameras make about as many
DIM = 63  # the upper 8 bits of 16383, the highest of 14 bits in 16
ORIENTATION = 274  # EXIF's tag
ON_SIDE = {5, 6, 7, 8}  # its values of pictures whose rows are stored as columns
WITHOUT_SCALE = {"I", "F"}  # 32-bit integers or floats: no agreed black and white
HEIF = importlib.util.find_spec("pillow_heif") is not None
NEEDS_HEIF = (
    "HEIC or HEIF, which needs pillow-heif (`uv sync --extra heif`, then `dvc repro --force preprocess`)"
)

silent = logging.NullHandler()


class UndecodableError(Exception):
    """There are no bytes, or they give no image; the text is the reason, in a few words."""


class Decoded(NamedTuple):
    pixels: NDArray[np.uint8]  # (height, width, 3), divided by what `shrink` said
    format: str
    height: int  # of the file's picture
    width: int


def whole(*_: int) -> int:
    return 1


def decode(data: bytes, shrink: Shrink = whole) -> Decoded:
    """Return the picture in a file; UndecodableError says why there is none.

    shrink(height, width) of the upright picture: by how much a JPEG may be shrunk as it is decoded, which
    takes a half of the time; 1, 2, 4 or 8, and it divides both sides.
    """
    if (plain := jpeg.head(data)) is not None:
        height, width = plain
        refuse_large(width, height)
        by = shrink(height, width)
        if (found := jpeg.pixels(data, height // by, width // by)) is not None:
            return Decoded(found, "JPEG", height, width)
    return with_care(data, shrink)


def with_care(data: bytes, shrink: Shrink) -> Decoded:
    """Do what `decode` does, by Pillow and OpenCV."""
    quieten()
    if not data:
        raise UndecodableError("empty file")
    try:
        return attempt(data, shrink)
    except UndecodableError:
        raise
    except tiff.UnreadError as error:
        raise UndecodableError(str(error)) from None
    except MemoryError:
        raise UndecodableError("too large for the memory") from None
    except UnidentifiedImageError:
        return second_attempt(data, unidentified(data), shrink)
    except Exception as error:  # Pillow's decoders raise nearly anything on broken files
        text = " ".join(str(error).split())
        return second_attempt(data, f"broken image: {text or type(error).__name__}", shrink)


def unidentified(data: bytes) -> str:
    """Return what a file is of which Pillow knows nothing."""
    if kinds.is_heif(data) and not HEIF:
        return NEEDS_HEIF
    if (tags := tiff.tags_of(data)) is None:
        return kinds.kind_of(data)
    return tiff.unread(tags) if all(tiff.size(tags)) else "broken image: no tags say what is in this TIFF"


def attempt(data: bytes, shrink: Shrink) -> Decoded:
    """Return the picture; raises whatever the libraries raise."""
    if (tags := tiff.tags_of(data)) is not None:
        refuse_large(*tiff.size(tags))
        if (found := tiff.deep(data, tags)) is not None:
            return Decoded(found, "TIFF", *found.shape[:2])
    with Image.open(io.BytesIO(data), formats=formats(data)) as image:
        refuse_large(*image.size)
        factor = shrunk(image, shrink)
        found = pixels(image)
        deep = image.format == "PNG" and data[24] == 16 and image.mode in ("RGB", "RGBA", "LA")
        if deep and found.max(initial=0) <= DIM:
            found = pixels(undimmed(data, image))
        height, width = found.shape[:2]
        return Decoded(found, image.format or "", factor * height, factor * width)


def shrunk(image: Image.Image, shrink: Shrink) -> int:
    """Have Pillow shrink a JPEG as it decodes it; return by how much."""
    if not isinstance(image, JpegImageFile):
        return 1
    width, height = image.size
    on_side = False
    with contextlib.suppress(Exception):  # broken EXIF data does not spoil the pixels
        on_side = image.getexif().get(ORIENTATION, 1) in ON_SIDE
    factor = shrink(width, height) if on_side else shrink(height, width)
    if factor > 1:
        image.draft(None, (width // factor, height // factor))
    return factor


def undimmed(data: bytes, image: Image.Image) -> Image.Image:
    """Return a PNG picture of 16-bit colours, of which Pillow keeps the upper 8 bits, with its lower ones.

    That is, with what stands in them as white, where that is nothing above 14 bits.
    """
    eight = tiff.scaled(tiff.samples_of(data), {}, 16)
    bright = Image.fromarray(eight[..., [2, 1, 0, *range(3, eight.shape[2])]])
    bright.getexif()[ORIENTATION] = image.getexif().get(ORIENTATION, 1)
    return bright


def second_attempt(data: bytes, reason: str, shrink: Shrink) -> Decoded:
    """Return what a file gives once it is mended; UndecodableError with `reason`, of the first attempt."""
    with contextlib.suppress(Exception):  # the first reason says more
        if (better := mending.mended(data)) is not None:
            return attempt(better, shrink)
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
    image.load()
    upright = image
    with contextlib.suppress(Exception):  # broken EXIF data does not spoil the pixels
        upright = ImageOps.exif_transpose(image)
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


def quieten() -> None:
    """Silence Pillow's warnings and both libraries' logs for this process: what is wrong is raised.

    It also lifts Pillow's own pixel limit, which warns first; PIXEL_LIMIT stands in its place.
    """
    Image.MAX_IMAGE_PIXELS = None
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    logging.getLogger("PIL").addHandler(silent)
    rule = r"PIL\."
    if rule not in (getattr(where, "pattern", None) for _, _, _, where, _ in warnings.filters):
        warnings.filterwarnings("ignore", module=rule)
