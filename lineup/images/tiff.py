"""TIFF files with more than 8 bits a sample, of microscopes, scanners and cameras: Pillow reads few of them.

Their samples are read by OpenCV; which of them is black and which white, the file's tags say.
"""

import io
from collections.abc import Iterator
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.TiffImagePlugin import COMPRESSION_INFO, ImageFileDirectory_v2

BITS, COMPRESSION, PHOTOMETRIC, PLANES, EXTRA, FORMAT = 258, 259, 262, 284, 338, 339  # tags
SAMPLES, HIGHEST, REDUCED, INNER, DNG = 277, 281, 254, 330, 50706
STRIPS, TILES = (273, 279), (324, 325)  # where they begin, and their bytes
SHARED = (256, 257, 259, 266, 274, 278, 317, 322, 323, *STRIPS, *TILES)  # of a plane: all but its colours
WHITE_IS_ZERO, RGB = 0, 2
SEPARATE = 2  # a plane a colour
UNSPECIFIED, PREMULTIPLIED = 0, 1  # what a fourth sample is
ORDERS: dict[bytes, Literal["little", "big"]] = {b"II": "little", b"MM": "big"}
DEPTHS = (1023, 4095, 16383)  # what 10, 12 and 14 bits hold
TEN_BITS, NEAR = 1023, 0.75
KINDS = {1: "whole numbers", 2: "numbers with a sign", 3: "floats", 4: "whole numbers"}
RAW = "a camera's raw file, of which only a preview can be read. Develop it into JPEG, PNG or TIFF"


class UnreadError(Exception):
    """A TIFF file is of a kind that is not read, or would come out garbled; the text says which."""


def deep(data: bytes, tags: Any) -> NDArray[np.uint8] | None:
    """Return the pixels, uint8 (height, width, 3), upright as OpenCV turns them.

    None where the tags say that it has at most 8 bits a sample, in a kind that Pillow reads. UnreadError
    where there is no agreed black and white, or what would be read is another picture.
    """
    bits = tags.get(BITS, (1,))
    if data[8:10] == b"CR" or DNG in tags or (tags.get(REDUCED, 0) & 1 and INNER in tags):
        raise UnreadError(RAW)
    if max(bits) > 16 or not set(tags.get(FORMAT, (1,))) <= {1, 4}:
        raise UnreadError(unread(tags))
    if max(bits) <= 8 or tags.get(PHOTOMETRIC) not in (0, 1, RGB):
        return None
    if len(bits) > 4 or len(bits) == 2:
        raise UnreadError(unread(tags))
    separate = tags.get(PLANES) == SEPARATE and len(bits) > 1
    places, sizes = TILES if TILES[0] in tags else STRIPS
    if separate and max(map(sum, zip(tags[places], tags[sizes], strict=True))) > len(data):
        raise EOFError("image file is truncated")
    every = [samples_of(one) for one in (planes(data, tags) if separate else [data])]
    if any(one is None for one in every):
        return None
    samples = np.dstack([*every[2::-1], *every[3:]]) if separate else every[0]
    eight = samples if samples.dtype == np.uint8 else scaled(samples, tags, max(bits))
    if eight.ndim == 2:
        return np.repeat(eight[:, :, None], 3, axis=2)
    extra = tags.get(EXTRA, (UNSPECIFIED,))[0]
    return over_white(eight if extra else eight[:, :, :3], extra == PREMULTIPLIED)[:, :, ::-1].copy()


def samples_of(data: bytes) -> Any:
    """Return a file's samples as OpenCV reads them (blue first), None where it cannot."""
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def planes(data: bytes, tags: Any) -> Iterator[bytes]:
    """Yield each colour's plane as a grey TIFF file: OpenCV garbles files with planes."""
    count, large, order = len(tags[BITS]), b"+" in data[:4], ORDERS[data[:2]]
    head = data[:8] + (16).to_bytes(8, order) if large else data[:4] + (8).to_bytes(4, order)
    for plane in range(count):
        own = ImageFileDirectory_v2(head)
        for tag in SHARED:
            if tag in tags:
                several = tags[tag] if tag in (*STRIPS, *TILES) else ()
                each = len(several) // count
                own.tagtype[tag] = tags.tagtype[tag]
                own[tag] = several[plane * each : (plane + 1) * each] if several else tags[tag]
        own[BITS], own[PHOTOMETRIC], own[SAMPLES] = tags[BITS][plane], 1, 1
        if TILES[0] in own:  # the places of strips are moved behind the tags by Pillow
            end = len(head) + len(own.tobytes(len(head)))
            own[TILES[0]] = tuple(place + end for place in own[TILES[0]])
        yield head + own.tobytes(len(head)) + data


def unread(tags: Any) -> str:
    bits, code = tags.get(BITS, (1,)), tags.get(COMPRESSION, 1)
    kind = KINDS.get(tags.get(FORMAT, (1,))[0], "numbers of an unknown kind")
    packed = f", compression {COMPRESSION_INFO.get(code, code)}" if code != 1 else ""
    return (
        f"a TIFF of a kind that is not read: {len(bits)} sample{'s' * (len(bits) > 1)} a pixel, {kind} of"
        f" {max(bits)} bits{packed}. Save it as grey or RGB of 8 or 16 bits"
    )


def tags_of(data: bytes) -> Any:
    """Return the tags of a TIFF file's first picture by number, None where it is none; UnreadError."""
    if data[:4] == b"MM\0+":
        raise UnreadError("a BigTIFF with the highest byte first, which is not read. Save it as a plain TIFF")
    if data[:4] not in (b"II*\0", b"MM\0*", b"II+\0"):
        return None
    tags = ImageFileDirectory_v2(data[: 16 if b"+" in data[:4] else 8])
    stream = io.BytesIO(data)
    stream.seek(tags.next)
    tags.load(stream)
    return tags


def size(tags: Any) -> tuple[int, int]:
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
    """Return what is white among 16-bit samples: the highest of 8, 10, 12 or 14 bits where none is higher.

    Of 10 bits, only near their highest: else the dark pictures of a camera of 12 bits, the usual one, would
    come out brighter than its others.
    """
    highest = samples.max(initial=0)
    if highest <= 255:
        return 255
    near = TEN_BITS * NEAR <= highest <= TEN_BITS
    return TEN_BITS if near else next((white for white in (4095, 16383) if highest <= white), 65535)


def over_white(pixels: NDArray[np.uint8], premultiplied: bool) -> NDArray[np.uint8]:
    """Return pixels (height, width, 3 or 4) with what is transparent laid over white."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[:, :, 3:].astype(np.uint16)
    colours = pixels[:, :, :3] * (np.uint16(255) if premultiplied else alpha)
    laid: NDArray[np.uint8] = np.minimum((colours + 255 * (255 - alpha) + 127) // 255, 255).astype(np.uint8)
    return laid
