"""Lays one picture over another: by whole pixels first, then by the best affine map (cv2.findTransformECC).

Evangelidis and Psarakis 2008: the enhanced correlation coefficient does not mind brightness and contrast.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import looks

SHIFT = 4  # pixels of 32, tried at the start
STOP = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 6, 1e-3)
BLUR = 5  # pixels of 32, by the method itself
LARGEST, LONGEST_TURN, LEAST_OVERLAP = 1.35, 20, 0.5  # of a side, degrees, share of the area
SCALED = 0.03  # of a side: as good as not
WHOLE = np.ones((looks.SIDE, looks.SIDE), np.float32)
SQUARE = np.ones((3, 3), np.uint8)
SAME = np.eye(2, 3, dtype=np.float32)

Floats = NDArray[np.float32]


def affine(one: Floats, other: Floats) -> Floats | None:
    """Return the map (2, 3) from pixels of `one` to those of `other`, luminances (32, 32); None for none."""
    start = SAME.copy()
    start[:, 2] = best_shift(one, other)
    try:
        found = cv2.findTransformECC(one, other, start, cv2.MOTION_AFFINE, STOP, None, BLUR)[1]
    except cv2.error:  # did not converge
        return None
    return np.asarray(found, np.float32) if plausible(found) else None


def best_shift(one: Floats, other: Floats) -> tuple[float, float]:
    """Return by how many pixels (across, down) `one` lies best over `other`."""
    wide = cv2.copyMakeBorder(detail(one), SHIFT, SHIFT, SHIFT, SHIFT, cv2.BORDER_CONSTANT)
    scores = cv2.matchTemplate(wide, detail(other), cv2.TM_CCOEFF_NORMED)
    across, down = cv2.minMaxLoc(scores)[3]
    return SHIFT - across, SHIFT - down


def detail(grey: Floats) -> Floats:
    """Return a luminance less its blur."""
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), looks.BLUR), np.float32)


def plausible(found: Floats) -> bool:
    """Say whether a map only shifts, scales a little and turns a little."""
    matrix = found[:, :2].astype(np.float64)
    if not np.isfinite(matrix).all() or np.linalg.det(matrix) <= 0:
        return False
    scales = np.linalg.svd(matrix, compute_uv=False)
    turn = np.degrees(np.arctan2(matrix[1, 0] - matrix[0, 1], matrix[0, 0] + matrix[1, 1]))
    return bool(scales[0] <= LARGEST and scales[1] >= 1 / LARGEST and abs(turn) <= LONGEST_TURN)


def scales(found: Floats) -> bool:
    """Say whether a map changes the size."""
    return bool(abs(np.log(np.linalg.det(found[:, :2].astype(np.float64)))) > 2 * SCALED)


def laid_over(other: looks.Pixels, found: Floats) -> tuple[Floats, Floats]:
    """Return uint8 (32, 32, 3) as the map puts it over the first picture, and where it does (1; else 0)."""
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (looks.SIDE, looks.SIDE)
    warped = cv2.warpAffine(other.astype(np.float32), found, size, flags=way)
    inside = (cv2.warpAffine(WHOLE, found, size, flags=way) > 0.99).astype(np.uint8)
    inside = cv2.erode(inside, SQUARE, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    return np.asarray(warped, np.float32), inside.astype(np.float32)
