"""What is compared of a picture: a colour thumbnail for the search, its fine structure, its pixels at 32x32.

A picture may be compared as it is, mirrored, zoomed (its middle alone, since copies are cropped), or turned
upside down, which no copy is: that is the control.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import threads

SIDE, COARSE, THUMBNAIL = 32, 16, 10  # pixels
AS_IT_IS, MIRRORED, ZOOMED, UPSIDE_DOWN, HALF_TURN = range(5)
MARGIN = 0.1  # of a side, which a zoomed picture loses at each end: a pixel of a thumbnail
BLOCK = 4096  # pictures read at a time
BLUR = 1.5  # pixels, of what counts as fine

Pixels = NDArray[np.uint8]
Number = TypeVar("Number", bound=np.generic)


class Looks(NamedTuple):
    """Of N pictures: thumbnails, uint8 (N, 10, 10, 3); fine structure of the luminance, int8 (N, 16, 16)."""

    thumbnails: Pixels
    fine: NDArray[np.int8]


def turn(picture: Pixels, kind: int) -> Pixels:
    """Return a picture (height, width, 3) as `kind` says."""
    if kind == ZOOMED:
        down, across = (round(side * MARGIN) for side in picture.shape[:2])
        return picture[down : picture.shape[0] - down, across : picture.shape[1] - across]
    return np.asarray(flip(picture[None], kind)[0])


def flip(pictures: NDArray[Number], kind: int) -> NDArray[Number]:
    """Return pictures (M, height, width, ...) as they are, mirrored, upside down or both."""
    down, across = {AS_IT_IS: (1, 1), MIRRORED: (1, -1), UPSIDE_DOWN: (-1, 1), HALF_TURN: (-1, -1)}[kind]
    return pictures[:, ::down, ::across]


def resized(picture: Pixels, side: int) -> Pixels:
    """Return uint8 (height, width, 3) stretched to a square."""
    way = cv2.INTER_AREA if min(picture.shape[:2]) >= side else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(picture), (side, side), interpolation=way), np.uint8)


def read(images: Pixels) -> Looks:
    """Return the looks of uint8 (N, height, width, 3)."""
    n = len(images)
    thumbnails = np.empty((n, THUMBNAIL, THUMBNAIL, 3), np.uint8)
    details = np.empty((n, COARSE, COARSE), np.int8)

    def block(start: int) -> None:
        for row, image in enumerate(images[start : start + BLOCK], start):
            small = resized(image, SIDE)
            thumbnails[row] = resized(small, THUMBNAIL)
            details[row] = fine(small)

    with ThreadPoolExecutor(threads.COUNT) as pool:
        list(pool.map(block, range(0, n, BLOCK)))
    return Looks(thumbnails, details)


def fine(small: Pixels) -> NDArray[np.int8]:
    """Return the luminance of uint8 (32, 32, 3) less its blur: int8 (16, 16)."""
    grey = cv2.resize(luminance(small), (COARSE, COARSE), interpolation=cv2.INTER_AREA)
    rounded = np.rint(grey - cv2.GaussianBlur(grey, (0, 0), BLUR))
    return np.asarray(np.clip(rounded, -127, 127), np.int8)


def luminance(picture: NDArray[np.generic]) -> NDArray[np.float32]:
    """Return the luminance, float32 (height, width), of RGB."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY), np.float32)


def turned(images: Pixels, rows: Sequence[int], kinds: Sequence[int]) -> Pixels:
    """Return the pictures of those rows at 32x32, each turned as its kind says: uint8 (M, 32, 32, 3)."""
    return np.stack([resized(turn(images[row], kind), SIDE) for row, kind in zip(rows, kinds, strict=True)])
