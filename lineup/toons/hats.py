"""Hats. Unit: half a head's height; origin: the head's centre; y points down."""

from collections.abc import Callable

import numpy as np

from lineup.toons.geometry import Points, box, ellipse, smooth
from lineup.toons.heads import skull_cap
from lineup.toons.pen import Colour, Pen, shade

_BRIM = -0.42  # where a hat ends on the forehead


def _width(edge: Points) -> float:
    return float(edge[edge[:, 1] < _BRIM][:, 0].max()) * 1.12


def _cap(pen: Pen, edge: Points, colour: Colour) -> None:
    width = _width(edge)
    pen.fill(skull_cap(edge, _BRIM, 0.12), colour)
    peak = [
        (-0.1, _BRIM - 0.08),
        (width, _BRIM - 0.12),
        (width * 1.75, _BRIM + 0.1),
        (width * 0.9, _BRIM + 0.14),
    ]
    pen.fill(smooth([*peak, (0.0, _BRIM + 0.1)]), shade(colour, 0.75))


def _beanie(pen: Pen, edge: Points, colour: Colour) -> None:
    width, top = _width(edge), float(edge[:, 1].min()) * 1.2
    pen.dot(0.0, top - 0.12, 0.24, shade(colour, 1.35), shade(colour, 0.5))
    pen.fill(skull_cap(edge, _BRIM, 0.2), colour)
    pen.fill(box(-width * 1.06, _BRIM - 0.2, width * 1.06, _BRIM + 0.12), shade(colour, 1.25))


def _top(pen: Pen, edge: Points, colour: Colour) -> None:
    width, top = _width(edge) * 0.92, float(edge[:, 1].min())
    crown = [
        (-width, _BRIM - 0.12),
        (-width * 1.12, top - 0.85),
        (width * 1.12, top - 0.85),
        (width, _BRIM - 0.12),
    ]
    pen.fill(np.array(crown), colour)
    pen.fill(box(-width * 1.02, _BRIM - 0.42, width * 1.02, _BRIM - 0.14), (204, 52, 56), None)
    pen.fill(ellipse(0, _BRIM - 0.06, width * 1.6, 0.16), colour)


def _chef(pen: Pen, edge: Points, colour: Colour) -> None:
    width, top = _width(edge), float(edge[:, 1].min())
    for x, y in ((-0.75, -0.42), (0.75, -0.42), (0.0, -0.62)):
        pen.dot(x * width, top + y + 0.1, 0.5, colour, shade(colour, 0.5))
    pen.fill(box(-width * 0.95, top - 0.3, width * 0.95, _BRIM + 0.05), colour)


def _straw(pen: Pen, edge: Points, colour: Colour) -> None:
    width, top = _width(edge), float(edge[:, 1].min())
    pen.fill(ellipse(0, _BRIM - 0.02, width * 1.85, 0.24), colour)
    dome = [
        (-width, _BRIM - 0.05),
        (-width * 0.8, top - 0.22),
        (width * 0.8, top - 0.22),
        (width, _BRIM - 0.05),
    ]
    pen.fill(smooth(dome), colour)
    pen.stroke(ellipse(0, _BRIM - 0.16, width * 0.98, 0.1, 0, 180), shade(colour, 0.5), 0.14)


def _band(pen: Pen, edge: Points, colour: Colour) -> None:
    width = _width(edge)
    pen.fill(box(-width, _BRIM - 0.16, width, _BRIM + 0.1), colour)


def _party(pen: Pen, edge: Points, colour: Colour) -> None:
    top = float(edge[:, 1].min())
    pen.fill(np.array([(-0.5, top * 0.82), (0.0, top - 1.0), (0.5, top * 0.82)]), colour)
    pen.dot(0.0, top - 1.0, 0.16, (246, 204, 60), shade(colour, 0.5))
    for x, y in ((-0.15, -0.05), (0.12, -0.3), (0.05, -0.62)):
        pen.dot(x, top + y, 0.09, (240, 240, 236))


_HATS: dict[str, Callable[[Pen, Points, Colour], None]] = {
    "cap": _cap, "beanie": _beanie, "top": _top, "chef": _chef,
    "straw": _straw, "band": _band, "party": _party,
}  # fmt: skip


def wear(pen: Pen, edge: Points, hat: str, colour: Colour) -> None:
    if hat in _HATS:
        _HATS[hat](pen, edge, colour)
