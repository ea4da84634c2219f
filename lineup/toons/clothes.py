"""Shirts on a torso. Unit: half a head's height; origin: the head's centre; y points down."""

from collections.abc import Callable

import numpy as np

from lineup.toons.geometry import Points
from lineup.toons.pen import INK, Colour, Pen, shade

SHOULDERS = {"slim": 0.66, "regular": 0.84, "stout": 1.02}  # half widths of each build
BELLIES = {"slim": 0.6, "regular": 0.8, "stout": 1.25}
TOP, WAIST = 0.98, 2.5  # where a torso begins and ends
_WHITE, _RED = (244, 244, 240), (204, 52, 56)


def cloth(pen: Pen, shirt: str, build: str, colour: Colour, trim: Colour) -> None:
    if shirt in _SHIRTS:
        _SHIRTS[shirt](pen, build, colour, trim)


def _half_width(build: str, y: float) -> float:
    widths = [0.3, SHOULDERS[build], BELLIES[build], BELLIES[build] * 0.94]
    return float(np.interp(y, [TOP, 1.35, 2.0, WAIST], widths))


def _strip(build: str, top: float, bottom: float) -> Points:
    upper, lower = _half_width(build, top) * 0.97, _half_width(build, bottom) * 0.97
    return np.array([(-upper, top), (upper, top), (lower, bottom), (-lower, bottom)])


def _stripes(pen: Pen, build: str, _: Colour, trim: Colour) -> None:
    for top in (1.36, 1.72, 2.08, 2.4):
        pen.fill(_strip(build, top, min(top + 0.17, WAIST)), trim, None)


def _dots(pen: Pen, build: str, _: Colour, trim: Colour) -> None:
    for row, y in enumerate((1.36, 1.68, 2.0, 2.32)):
        for x in np.arange(-2, 3) * 0.4 + (row % 2) * 0.2:
            if abs(x) < _half_width(build, y) - 0.12:
                pen.dot(float(x), y, 0.09, trim)


def _buttons(pen: Pen, _: str, colour: Colour, trim: Colour) -> None:
    pen.stroke(np.array([(0, 1.1), (0, WAIST)]), shade(colour, 0.7), 0.05)
    for y in (1.4, 1.75, 2.1, 2.4):
        pen.dot(0.0, y, 0.1, trim, INK)


def _overall(pen: Pen, build: str, _: Colour, trim: Colour) -> None:
    pen.fill(_strip(build, 1.75, WAIST), trim, None)
    for side in (-1, 1):
        pen.stroke(np.array([(side * 0.42, 1.1), (side * 0.36, 1.85)]), trim, 0.16)


def _star(pen: Pen, _: str, __: Colour, trim: Colour) -> None:
    angles = np.radians(np.arange(10) * 36 - 90)
    radii = np.where(np.arange(10) % 2 == 0, 0.42, 0.18)
    pen.fill(np.stack([radii * np.cos(angles), 1.78 + radii * np.sin(angles)], axis=1), trim)


def _collar(pen: Pen, *_: object) -> None:
    for side in (-1, 1):
        pen.fill(np.array([(0, 1.22), (side * 0.5, 1.04), (side * 0.42, 1.48)]), _WHITE)


def _tie(pen: Pen, *_: object) -> None:
    _collar(pen)
    pen.fill(np.array([(-0.1, 1.24), (0.1, 1.24), (0.18, 2.05), (0, 2.25), (-0.18, 2.05)]), _RED)


_SHIRTS: dict[str, Callable[[Pen, str, Colour, Colour], None]] = {
    "stripes": _stripes,
    "dots": _dots,
    "buttons": _buttons,
    "overall": _overall,
    "star": _star,
    "collar": _collar,
    "tie": _tie,
}
