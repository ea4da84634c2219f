"""Outlines as point lists: ellipses, smooth curves and blobs, in any unit. y points down."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def ellipse(
    x: float, y: float, radius_x: float, radius_y: float, start: float = 0, stop: float = 360, count: int = 24
) -> Points:
    """An ellipse, or its arc from `start` to `stop` degrees (clockwise from the right): (count, 2)."""
    return _arc(start, stop, count) * (radius_x, radius_y) + (x, y)


@lru_cache(maxsize=256)
def _arc(start: float, stop: float, count: int) -> Points:
    angles = np.radians(np.linspace(start, stop, count))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def box(left: float, top: float, right: float, bottom: float) -> Points:
    """The four corners of a rectangle: (4, 2)."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=float)


def smooth(corners: list[tuple[float, float]] | Points, closed: bool = True, steps: int = 6) -> Points:
    """A Catmull-Rom curve through the corners: (corners * steps, 2)."""
    given = np.asarray(corners, dtype=float)
    if closed:
        before, after, beyond = np.roll(given, 1, 0), np.roll(given, -1, 0), np.roll(given, -2, 0)
    else:
        padded = np.concatenate([given[:1], given, given[-1:], given[-1:]])
        before, given, after, beyond = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = (part[:, None, :] for part in (before, given, after, beyond))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.asarray(curve.reshape(-1, 2))


def mirror(points: Points) -> Points:
    return np.asarray(points * np.array([-1.0, 1.0]))


def zigzag(start: tuple[float, float], stop: tuple[float, float], teeth: int, depth: float) -> Points:
    """A zigzag line between two points whose teeth stand `depth` below (above where negative) the line."""
    line = np.linspace(start, stop, 2 * teeth + 1)
    line[1::2, 1] += depth
    return line
