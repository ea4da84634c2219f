"""From a picture of any size to the size that the models take."""

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

METHODS = {"bilinear": cv2.INTER_LINEAR, "area": cv2.INTER_AREA, "bicubic": cv2.INTER_CUBIC}
FIT = 84 / 64  # of the target: what a larger picture is fitted to before the target is cut from its centre
SPARE = 2  # against the whole picture, 46 dB at 2, 51 at 3; a JPEG's own loss at quality 75 is 46 (LOG.md)


def resize(
    pixels: NDArray[np.uint8],
    height: int,
    width: int,
    how: Literal["stretch", "fit_pad"],
    interpolation: Literal["bilinear", "area", "bicubic"],
) -> NDArray[np.uint8]:
    """Return uint8 (height, width, 3) of uint8 (any, any, 3)."""
    if how == "fit_pad":
        return fit_pad(pixels, height, width, interpolation)
    return stretch(pixels, height, width, interpolation)


def stretch(pixels: NDArray[np.uint8], height: int, width: int, interpolation: str) -> NDArray[np.uint8]:
    """Resize without regard to the ratio of the sides."""
    resized: NDArray[np.uint8] = cv2.resize(pixels, (width, height), interpolation=METHODS[interpolation])
    return resized


def fit_pad(pixels: NDArray[np.uint8], height: int, width: int, interpolation: str) -> NDArray[np.uint8]:
    """Resize with the ratio kept, then centre-crop or pad with black to the target.

    A picture larger than the target in a dimension is fitted to 84/64 of the target, so that its edges are
    cut and little is padded; one that is not is enlarged until it touches the target.
    """
    rows, columns = pixels.shape[:2]
    fitted = stretch(pixels, *fitting(rows, columns, height, width), interpolation)
    canvas = np.zeros((height, width, 3), np.uint8)
    to_rows, from_rows = centre(fitted.shape[0], height)
    to_columns, from_columns = centre(fitted.shape[1], width)
    canvas[to_rows, to_columns] = fitted[from_rows, from_columns]
    return canvas


def fitting(rows: int, columns: int, height: int, width: int) -> tuple[int, int]:
    """Return the height and width that fit_pad resizes a picture of rows x columns to."""
    factor = FIT if rows > height or columns > width else 1
    scale = min(factor * height / rows, factor * width / columns)
    return max(1, round(rows * scale)), max(1, round(columns * scale))


def shrinking(rows: int, columns: int, height: int, width: int, how: str, interpolation: str) -> int:
    """Return by how much a JPEG of rows x columns may be shrunk as it is decoded: 1, 2, 4 or 8.

    Both sides stay at least SPARE times what they are resized to by areas, and no part of a pixel is lost.
    """
    if interpolation != "area":
        return 1
    if how == "fit_pad":
        height, width = fitting(rows, columns, height, width)
    least = min(rows // height, columns // width)
    dividing = (factor for factor in (8, 4, 2) if not (rows % factor or columns % factor))
    return next((factor for factor in dividing if least >= SPARE * factor), 1)


def centre(length: int, target: int) -> tuple[slice, slice]:
    """Return where in the target, and what of `length`, overlaps when both are centred."""
    shared = min(length, target)
    inside, cut = (target - shared) // 2, (length - shared) // 2
    return slice(inside, inside + shared), slice(cut, cut + shared)
