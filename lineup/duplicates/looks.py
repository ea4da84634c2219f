"""What is compared of a picture: its pixels at 32x32, a colour thumbnail for the search, its fine structure.

A picture is looked at in several views: as it is, mirrored, through windows (since copies are cropped), or
turned upside down, which no copy is: that is the control.
"""

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import passes

SIDE, COARSE, THUMBNAIL = 32, 16, 10  # pixels
BLOCK = 256  # pictures at a time
BLUR = 1.5  # pixels of 16, of what counts as fine
STRONGEST = 1.5  # times the root mean square of what is fine: more is cut off, so that no caption outvotes

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Structures = NDArray[np.int8]  # (M, 16, 16)


class View(NamedTuple):
    """A square part of a picture, as shares of its sides; steps of -1 turn it around."""

    down: int = 1
    across: int = 1
    top: float = 0
    left: float = 0
    share: float = 1


def windows(share: float, each: int) -> tuple[View, ...]:
    """Return views of a part, `each` down and across, so that every crop of this share is near to one."""
    starts = [(number + 0.5) / each * (1 - share) for number in range(each)]
    return tuple(View(top=top, left=left, share=share) for top in starts for left in starts)


WINDOWS = windows(0.8, 2) + windows(0.7, 3)
VIEWS = (View(), View(across=-1), View(down=-1), View(down=-1, across=-1), *WINDOWS)
VIEWS += tuple(window._replace(down=-1) for window in WINDOWS)
AS_IT_IS, MIRRORED, UPSIDE_DOWN, HALF_TURN = range(4)  # numbers of views
IN_WINDOWS = range(4, 4 + len(WINDOWS))
IN_WINDOWS_UPSIDE_DOWN = range(4 + len(WINDOWS), len(VIEWS))


def seen(picture: Pixels, view: int) -> Pixels:
    """Return what of a picture (height, width, 3) a view shows, 32x32."""
    down, across, top, left, share = VIEWS[view]
    height, width = picture.shape[:2]
    rows, columns = round(height * share), round(width * share)
    first, start = round(height * top), round(width * left)
    return resized(picture[first : first + rows, start : start + columns][::down, ::across])


def resized(picture: Pixels) -> Pixels:
    """Return uint8 (height, width, 3) stretched to a square."""
    if picture.shape[:2] == (SIDE, SIDE):
        return picture
    way = cv2.INTER_AREA if min(picture.shape[:2]) >= SIDE else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(picture), (SIDE, SIDE), interpolation=way), np.uint8)


def small(images: Pixels, rows: NDArray[np.int64]) -> Pixels:
    """Return the pictures of those rows at 32x32: uint8 (M, 32, 32, 3)."""
    if images.shape[1:3] == (SIDE, SIDE):
        return np.asarray(images[rows])
    return np.stack([resized(images[row]) for row in rows.tolist()])


def blocks(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return rows in blocks, few enough pictures at a time to need little memory."""
    return [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]


def read(images: Pixels) -> Structures:
    """Return the fine structure of uint8 (N, height, width, 3): int8 (N, 16, 16)."""
    found = np.empty((len(images), COARSE, COARSE), np.int8)

    def work(rows: NDArray[np.int64]) -> None:
        found[rows] = fine(luminance(small(images, rows)))

    list(passes.over(images, blocks(np.arange(len(images))), work))
    return found


def luminance(pictures: NDArray[np.generic]) -> Floats:
    """Return the luminance, float32 (M, 32, 32), of RGB (M, 32, 32, 3), uint8 or float32."""
    tall = np.ascontiguousarray(pictures).reshape(-1, *pictures.shape[2:])
    return np.asarray(cv2.cvtColor(tall, cv2.COLOR_RGB2GRAY), np.float32).reshape(pictures.shape[:3])


def planes(pictures: Pixels) -> Floats:
    """Return RGB (M, 32, 32, 3) as rows of each colour: float32 (M, 32, 3 * 32)."""
    return np.ascontiguousarray(pictures.swapaxes(2, 3), np.float32).reshape(len(pictures), SIDE, -1)


def thumbnails(colours: Floats, view: int = AS_IT_IS) -> Floats:
    """Return a view of planes (M, 32, 3 * 32) at 10x10: float32 (M, 300)."""
    down, across = samplings(view, THUMBNAIL)
    rows = (down @ colours).reshape(-1, SIDE)
    return np.asarray(rows @ across.T, np.float32).reshape(len(colours), -1)


def fine(greys: Floats, view: int = AS_IT_IS) -> Structures:
    """Return a view of luminances (M, 32, 32) at 16x16, less its blur, what is strong cut off: int8."""
    down, across = samplings(view, COARSE)
    sampled = down @ greys @ across.T
    found = sampled - blurring() @ sampled @ blurring().T
    limits = np.minimum(STRONGEST * np.sqrt((found**2).mean(axis=(1, 2), keepdims=True)), 127)
    return np.rint(np.clip(found, -limits, limits)).astype(np.int8)


@cache
def samplings(view: int, count: int) -> tuple[Floats, Floats]:
    """Return the maps (count, 32) that average a view's rows and columns: area interpolation."""
    down, across, top, left, share = VIEWS[view]
    return averages(top, share, count)[::down].copy(), averages(left, share, count)[::across].copy()


def averages(start: float, share: float, count: int) -> Floats:
    """Return by how much each of 32 pixels adds to `count` equal parts of a stretch: (count, 32)."""
    ends = (start + share * np.arange(count + 1) / count) * SIDE
    pixels = np.arange(SIDE)
    covered = np.minimum(ends[1:, None], pixels + 1) - np.maximum(ends[:-1, None], pixels)
    return np.asarray(np.maximum(covered, 0) / (share * SIDE / count), np.float32)


@cache
def blurring() -> Floats:
    """Return the map (16, 16) of a Gaussian blur, borders mirrored, of one dimension."""
    return np.asarray(cv2.GaussianBlur(np.eye(COARSE, dtype=np.float32), (1, 13), sigmaX=1, sigmaY=BLUR))
