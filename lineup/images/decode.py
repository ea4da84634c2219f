"""From a file's bytes to the RGB pixels that a person would see.

The format is recognised by content, never by the file's name. EXIF orientation is applied. Transparent
pixels are laid over white. 16-bit greys are scaled to 8 bits. Animations and multi-page files give their
first picture. Embedded colour profiles are not applied.
"""

import io
import logging
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

# Named one by one: Pillow would start Ghostscript for an EPS file. JPEG includes MPO, the 3-D variety.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "DIB", "TIFF", "PPM", "JPEG2000", "AVIF")
PIXEL_LIMIT = 100_000_000  # 300 MB decoded; the largest cameras make about as many
WITHOUT_SCALE = {"I", "F"}  # 32-bit integers or floats: no agreed black and white

silent = logging.NullHandler()


class UndecodableError(Exception):
    """There are no bytes, or they give no image; the text is the reason, in a few words."""


def decode(data: bytes) -> tuple[NDArray[np.uint8], str]:
    """Return the pixels, uint8 (height, width, 3), and the format's name; UndecodableError says why not."""
    quieten()
    if not data:
        raise UndecodableError("empty file")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            return pixels(image), image.format or ""
    except UndecodableError:
        raise
    except UnidentifiedImageError:
        raise UndecodableError("not an image in a known format") from None
    except MemoryError:
        raise UndecodableError("too large for the memory") from None
    except Exception as error:  # Pillow's decoders raise nearly anything on broken files
        text = " ".join(str(error).split())
        raise UndecodableError(f"broken image: {text or type(error).__name__}") from None


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Return an opened image as uint8 (height, width, 3), turned as its EXIF orientation says."""
    width, height = image.size
    if width * height > PIXEL_LIMIT:
        raise UndecodableError(f"{width}x{height} pixels, more than {PIXEL_LIMIT:,}")
    image.load()
    upright = turn(image)
    if upright.mode in WITHOUT_SCALE:
        raise UndecodableError(f"32-bit pixels (Pillow's mode {upright.mode}) have no agreed brightness")
    if upright.mode.startswith("I;16"):
        grey = np.asarray(upright).astype(np.uint32)
        eight = ((grey + 128) // 257).astype(np.uint8)  # 65535 becomes 255: 65535 = 255 x 257
        return np.repeat(eight[:, :, None], 3, axis=2)
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
