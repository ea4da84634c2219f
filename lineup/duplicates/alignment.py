"""Lays one picture over another exactly, from a rough map on: the best affine one (cv2.findTransformECC).

Evangelidis and Psarakis 2008: the enhanced correlation coefficient does not mind brightness and contrast.
"""

from math import atan2, degrees, hypot, log

import cv2
import numpy as np

from lineup.duplicates import looks
from lineup.duplicates.looks import Floats

STOP = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 4, 1e-3)
BLUR = 5  # pixels of 32, by the method itself
LARGEST, LONGEST_TURN, LEAST_OVERLAP = 1.35, 20, 0.5  # of a side, degrees, share of the area
SCALED = 0.03  # of a side: as good as not
WHOLE = np.ones((looks.SIDE, looks.SIDE), np.float32)
SQUARE = np.ones((3, 3), np.uint8)


def affine(one: Floats, other: Floats, start: Floats) -> Floats | None:
    """Return the map (2, 3) from pixels of `one` to those of `other`, luminances (32, 32); None for none."""
    try:
        found = cv2.findTransformECC(one, other, start.copy(), cv2.MOTION_AFFINE, STOP, None, BLUR)[1]
    except cv2.error:  # did not converge
        return None
    return np.asarray(found, np.float32) if plausible(found) else None


def plausible(found: Floats) -> bool:
    """Say whether a map only shifts, scales a little and turns a little."""
    (a, b, _), (c, d, _) = found.tolist()
    if not np.isfinite(found).all() or a * d - b * c <= 0:
        return False
    middle, apart = hypot(a + d, c - b) / 2, hypot(a - d, c + b) / 2  # of the singular values
    if middle + apart > LARGEST or middle - apart < 1 / LARGEST:
        return False
    return abs(degrees(atan2(c - b, a + d))) <= LONGEST_TURN


def scales(found: Floats) -> bool:
    (a, b, _), (c, d, _) = found.tolist()
    return abs(log(a * d - b * c)) > 2 * SCALED


def laid_over(other: looks.Pixels, found: Floats) -> tuple[Floats, Floats]:
    """Return uint8 (32, 32, 3) as the map puts it over the first picture, and where it does (1; else 0)."""
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (looks.SIDE, looks.SIDE)
    warped = cv2.warpAffine(other.astype(np.float32), found, size, flags=way)
    inside = (cv2.warpAffine(WHOLE, found, size, flags=way) > 0.99).astype(np.uint8)
    inside = cv2.erode(inside, SQUARE, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    return np.asarray(warped, np.float32), inside.astype(np.float32)
