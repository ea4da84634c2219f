"""Lays the fine structure of pictures over another's by affine maps, many at once, roughly.

Lucas and Kanade, inverse compositional (Baker and Matthews 2004), on 16x16 pixels: a tenth of the cost of the
exact map (`alignment`), which starts from this one. Coordinates are -1 to 1 across a picture.
"""

import numpy as np
from numpy.typing import NDArray

from lineup.duplicates.looks import COARSE, SIDE, Floats, Structures
from lineup.duplicates.structure import SHIFTS

STEPS = 4
DAMPED = 1.02  # the Hessian's diagonal
HALF, MIDDLE = COARSE / 2, (COARSE - 1) / 2
LEAST_OVERLAP = 0.45  # share of the area

AXIS = (np.arange(COARSE, dtype=np.float32) - np.float32(MIDDLE)) / np.float32(HALF)
GRID = np.stack([np.tile(AXIS, COARSE), np.repeat(AXIS, COARSE), np.ones(COARSE**2, np.float32)])


def fit(ones: Structures, others: Structures, shifts: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return (M,) the best correlation on the way, and the maps (M, 3, 3) from pixels of others to ones.

    shifts: (M,) numbers of SHIFTS, where to start. A map that leaves too little in common correlates with -1.
    """
    template = others.reshape(len(others), -1).astype(np.float32)
    template /= np.sqrt((template**2).sum(axis=1, keepdims=True) + 1)
    slopes, hessian = steepest_descent(template)
    inverse, flat = np.linalg.inv(hessian), ones.reshape(-1).astype(np.float32)
    maps = np.tile(np.eye(3, dtype=np.float32), (len(ones), 1, 1))
    maps[:, :2, 2] = np.array(SHIFTS, np.float32)[shifts, ::-1] / HALF
    best = np.full(len(ones), -1, np.float32)
    for step in range(STEPS + 1):
        warped, inside = sampled(flat, maps)
        covered = template * inside
        norms = (warped**2).sum(axis=1), (covered**2).sum(axis=1)
        agreement = (warped * covered).sum(axis=1) / np.sqrt(norms[0] * norms[1] + 1e-6)
        enough = inside.mean(axis=1) > LEAST_OVERLAP
        best = np.maximum(best, np.where(enough, agreement, -1))
        if step < STEPS:
            error = warped * np.sqrt(norms[1] / (norms[0] + 1e-6))[:, None] - covered
            change = np.tile(np.eye(3, dtype=np.float32), (len(ones), 1, 1))
            change[:, :2] += (inverse @ (slopes @ error[:, :, None])).reshape(-1, 2, 3)
            maps = maps @ np.linalg.inv(change)
    return best, maps


def steepest_descent(template: Floats) -> tuple[Floats, Floats]:
    """Return how templates (M, 256) change with six parameters, (M, 6, 256), and the Hessian (M, 6, 6)."""
    pictures = np.pad(template.reshape(-1, COARSE, COARSE), ((0, 0), (1, 1), (1, 1)), mode="edge")
    across = (pictures[:, 1:-1, 2:] - pictures[:, 1:-1, :-2]).reshape(len(template), 1, -1) * (HALF / 2)
    down = (pictures[:, 2:, 1:-1] - pictures[:, :-2, 1:-1]).reshape(len(template), 1, -1) * (HALF / 2)
    slopes = np.concatenate([across * GRID, down * GRID], axis=1)
    hessian = slopes @ slopes.transpose(0, 2, 1)
    diagonal = np.arange(6)
    hessian[:, diagonal, diagonal] = hessian[:, diagonal, diagonal] * DAMPED + 1e-4
    return slopes, hessian


def sampled(flat: Floats, maps: Floats) -> tuple[Floats, Floats]:
    """Return flat pictures (M * 256,) where maps put a grid, (M, 256), 0 outside; and what is inside (1)."""
    places = (maps[:, :2] @ GRID) * HALF + MIDDLE
    inside = ((places >= 0) & (places <= COARSE - 1)).all(axis=1)
    places = np.clip(places, 0, COARSE - 1.001)
    whole = places.astype(np.int32)
    across, down = (places - whole).transpose(1, 0, 2)
    corner = whole[:, 1] * COARSE + whole[:, 0] + np.arange(len(maps), dtype=np.int32)[:, None] * COARSE**2
    upper = flat[corner] + across * (flat[corner + 1] - flat[corner])
    corner += COARSE
    lower = flat[corner] + across * (flat[corner + 1] - flat[corner])
    return (upper + down * (lower - upper)) * inside, inside.astype(np.float32)


def in_pixels(maps: Floats) -> Floats:
    """Return the maps (M, 2, 3) from pixels of ones to others, at 32x32, as OpenCV takes them."""
    scale = np.array([[SIDE / 2, 0, (SIDE - 1) / 2], [0, SIDE / 2, (SIDE - 1) / 2], [0, 0, 1]])
    inverse = np.linalg.inv(maps.astype(np.float64))
    return (scale @ inverse @ np.linalg.inv(scale))[:, :2].astype(np.float32)
