"""TIFF files with more than 8 bits a sample, of microscopes, scanners and cameras: Pillow reads few of them.

Their samples are read by OpenCV; which of them is black and which white, the file's tags say.
"""

import io
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.TiffImagePlugin import ImageFileDirectory_v2

BITS, PHOTOMETRIC, PLANES, HIGHEST, FORMAT = 258, 262, 284, 281, 339  # tags
WHITE_IS_ZERO, RGB = 0, 2
SEPARATE = 2  # a plane a colour
DEPTHS = (1023, 4095, 16383)  # what 10, 12 and 14 bits hold


class GarbledError(Exception):
    """A TIFF file would come out garbled; the text is its kind, and what to do."""


def deep(data: bytes, tags: Any) -> NDArray[np.uint8] | None:
    """Return the pixels, uint8 (height, width, 3), upright as OpenCV turns them.

    None where the tags say that it has at most 8 bits a sample, or samples that are no unsigned integers.
    GarbledError where it would come out garbled.
    """
    bits, kinds = tags.get(BITS, (1,)), tags.get(FORMAT, (1,))
    if not 8 < max(bits) <= 16 or set(kinds) != {1} or tags.get(PHOTOMETRIC) not in (0, 1, RGB):
        return None
    if tags.get(PLANES) == SEPARATE and len(bits) > 1:
        raise GarbledError(
            f"a TIFF of {max(bits)} bits with a plane a colour is not read, save it interleaved"
        )
    samples = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if samples is None:
        return None
    eight = samples if samples.dtype == np.uint8 else scaled(samples, tags, max(bits))
    if eight.ndim == 2:
        return np.repeat(eight[:, :, None], 3, axis=2)
    return over_white(eight)[:, :, ::-1].copy()


def tags_of(data: bytes) -> Any:
    """Return the tags of a TIFF file's first picture by number, None where it is none."""
    if data[:4] not in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return None
    tags = ImageFileDirectory_v2(data[: 16 if b"+" in data[:4] else 8])
    stream = io.BytesIO(data)
    stream.seek(tags.next)
    tags.load(stream)
    return tags


def size(tags: Any) -> tuple[int, int]:
    """Return the width and height that the tags say."""
    return int(tags.get(256, 0)), int(tags.get(257, 0))


def scaled(samples: np.ndarray, tags: Any, bits: int) -> NDArray[np.uint8]:
    """Return samples of up to 16 bits as uint8, 255 for white."""
    stored = tags.get(HIGHEST, (0,))
    highest = max(stored) if isinstance(stored, tuple) else int(stored)
    top = highest if highest in DEPTHS else white(samples)
    if bits < 16:
        top = ((1 << bits) - 1) << (16 - bits)  # OpenCV moves them to the upper bits
    light = np.minimum(samples[..., :3] if samples.ndim == 3 else samples, top).astype(np.uint32)
    if tags.get(PHOTOMETRIC) == WHITE_IS_ZERO:
        light = top - light
    eight: NDArray[np.uint8] = ((light * 255 + top // 2) // top).astype(np.uint8)
    if samples.ndim == 3 and samples.shape[2] == 4:
        return np.dstack([eight, (samples[..., 3] >> 8).astype(np.uint8)])
    return eight


def white(samples: np.ndarray) -> int:
    """Return what is white among 16-bit samples: 4095 where none is higher, of a camera with 12 bits."""
    return 4095 if samples.max(initial=0) <= 4095 else 65535


def over_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return pixels (height, width, 3 or 4) with what is transparent laid over white."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[:, :, 3:].astype(np.uint16)
    return ((pixels[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
