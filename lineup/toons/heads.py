"""Heads, hair and hats. Unit: half a head's height; origin: the head's centre; y points down."""

from collections.abc import Callable

import numpy as np

from lineup.toons.geometry import Points, mirror, smooth, zigzag
from lineup.toons.pen import Colour, Pen, shade

_ANGLES = np.linspace(np.pi / 2, np.pi * 5 / 2, 48, endpoint=False)  # from the chin over left, crown, right


def outline(head: str) -> Points:
    """The outline of a head, from the chin clockwise: (48, 2)."""
    x, y = np.cos(_ANGLES), np.sin(_ANGLES)
    if head == "square":
        x, y = np.sign(x) * np.abs(x) ** 0.45, np.sign(y) * np.abs(y) ** 0.45
    widths = {"round": 0.98, "tall": 0.74, "wide": 1.18, "square": 0.86, "pear": 0.86, "heart": 0.92}
    heights = {"round": 0.98, "tall": 1.18, "wide": 0.84, "square": 0.96, "pear": 1.0, "heart": 1.02}
    slope = {"pear": 0.27, "heart": -0.26}.get(head, 0.0)
    return np.stack([x * widths[head] * (1 + slope * y), y * heights[head]], axis=1)


def skull_cap(edge: Points, bottom: float, grow: float, fringe: Points | None = None) -> Points:
    """The part of a head above `bottom`, swollen by `grow`, closed below by a fringe (right to left)."""
    top = edge[edge[:, 1] < bottom] * (1 + grow)
    return top if fringe is None else np.concatenate([top, fringe])


def _at(edge: Points, y: float) -> float:
    right = edge[edge[:, 0] > 0]
    right = right[np.argsort(right[:, 1])]
    return float(np.interp(y, right[:, 1], right[:, 0]))


def hair_behind(pen: Pen, edge: Points, hair: str, colour: Colour, sway: float) -> None:
    top, wide = float(edge[:, 1].min()), _at(edge, 0.0)
    if hair == "long":
        side = [(0.0, top * 1.12), (-wide * 1.15, -0.5), (-wide * 1.28, 0.5), (-wide * 1.3 + sway * 0.2, 1.5)]
        back = [(wide * 1.3 + sway * 0.2, 1.5), (wide * 1.28, 0.5), (wide * 1.15, -0.5)]
        pen.fill(smooth([*side, (sway * 0.1, 1.3), *back]), colour)
    elif hair == "ponytail":
        tail = [(wide * 0.5, top * 0.75), (wide * 1.5, top * 0.95), (wide * 1.95 + sway * 0.2, 0.0)]
        pen.fill(
            smooth([*tail, (wide * 1.6 + sway * 0.3, 0.75), (wide * 1.35, 0.0), (wide * 0.9, -0.35)]), colour
        )
    elif hair == "pigtails":
        for side_of in (1.0, -1.0):
            tail = [
                (wide * 0.85, -0.45),
                (wide * 1.6, -0.6),
                (wide * 1.75, 0.15),
                (wide * 1.4, 0.7 + sway * 0.1),
            ]
            points = smooth([*tail, (wide * 1.2, 0.1)])
            pen.fill(points if side_of > 0 else mirror(points), colour)
    elif hair == "sides":
        for x in (-wide, wide):
            for dx, dy in ((0.12, 0.2), (0.22, -0.08), (0.06, -0.36)):
                pen.dot(x + np.sign(x) * dx, dy, 0.3, colour, shade(colour, 0.45))
    elif hair == "bun":
        pen.dot(0.0, top * 1.25, 0.38, colour, shade(colour, 0.4))


def _curls(pen: Pen, edge: Points, colour: Colour) -> None:
    dark = shade(colour, 0.55)
    ring = edge[edge[:, 1] < -0.05][::2] * 1.06
    for x, y in ring:
        pen.dot(float(x), float(y), 0.27, colour, dark)
    for x, y in ring[1:-1] * np.array([0.72, 0.8]):
        pen.dot(float(x), float(y) - 0.06, 0.24, colour, None)


def _spikes(pen: Pen, edge: Points, colour: Colour) -> None:
    crown = edge[edge[:, 1] < -0.3][::2].copy()
    outer = np.repeat(crown, 2, axis=0)[:-1]
    outer[1::2] = (crown[:-1] + crown[1:]) / 2 * 1.5
    outer[::2] *= 1.04
    left, right = (float(outer[0, 0]), -0.3), (float(outer[-1, 0]), -0.3)
    pen.fill(np.concatenate([outer, zigzag(right, left, 4, -0.22)]), colour)


def _mohawk(pen: Pen, edge: Points, colour: Colour) -> None:
    top = float(edge[:, 1].min())
    crest = [
        (-0.28, top * 0.62),
        (-0.42, top * 1.3),
        (-0.2, top * 1.18),
        (-0.14, top * 1.58),
        (0.04, top * 1.25),
    ]
    crest += [(0.2, top * 1.55), (0.22, top * 1.18), (0.44, top * 1.3), (0.28, top * 0.62)]
    pen.fill(np.array(crest), colour)


def _tuft(pen: Pen, edge: Points, colour: Colour) -> None:
    top = float(edge[:, 1].min())
    for lean in (-0.3, 0.05, 0.38):
        strand = [(0.0, top * 0.96), (lean * 0.6, top * 1.2), (lean * 1.5, top * 1.36)]
        pen.limb(smooth(strand, False), colour, 0.08)


def _capped(bottom: float, grow: float, fringe: Callable[[float, float], Points]) -> Callable[..., None]:
    def draw(pen: Pen, edge: Points, colour: Colour) -> None:
        width = _at(edge, bottom) * (1 + grow)
        pen.fill(skull_cap(edge, bottom, grow, fringe(width, bottom)), colour)

    return draw


def _parting(w: float, y: float) -> Points:
    return smooth([(w, y), (w * 0.8, y - 0.3), (-w * 0.25, y - 0.78), (-w * 0.85, y - 0.3), (-w, y)], False)


def _straight(w: float, y: float) -> Points:
    right = np.array([(w, y), (w * 0.82, y), (w * 0.8, y - 0.62)])
    return np.concatenate([right, mirror(right)[::-1]])


_parted = _capped(0.0, 0.09, _parting)
_FRONT: dict[str, Callable[[Pen, Points, Colour], None]] = {
    "short": _capped(-0.25, 0.07, lambda w, y: zigzag((w, y), (-w, y), 5, -0.2)),
    "bowl": _capped(0.2, 0.12, _straight),
    "bun": _capped(-0.2, 0.06, lambda w, y: smooth([(w, y), (0.0, y - 0.42), (-w, y)], False)),
    "curls": _curls,
    "spikes": _spikes,
    "mohawk": _mohawk,
    "tuft": _tuft,
    "long": _parted,
    "ponytail": _parted,
    "pigtails": _parted,
}
_UNDER_HATS = {"curls": "bowl", "spikes": "short", "mohawk": "bald", "tuft": "bald", "bun": "short"}


def hair_in_front(pen: Pen, edge: Points, hair: str, colour: Colour) -> None:
    if hair in _FRONT:
        _FRONT[hair](pen, edge, colour)


def under_hat(hair: str) -> str:
    return _UNDER_HATS.get(hair, hair)
