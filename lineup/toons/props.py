"""Things in front of a character. Unit: the frame's height; origin: its top left corner."""

from collections.abc import Callable

import numpy as np

from lineup.toons.geometry import Points, box, ellipse, smooth
from lineup.toons.pen import INK, Pen, shade
from lineup.toons.places import pick


def _pole(pen: Pen, rng: np.random.Generator, x: float, _: float, size: float) -> None:
    colour = pick(rng, (90, 96, 100), (130, 92, 60))
    at = x + size * float(rng.choice([-1, 1]) * rng.uniform(0.5, 1.4))
    pen.fill(box(at - size * 0.14, -0.2, at + size * 0.14, 1.2), colour)


def _table(pen: Pen, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    wood = pick(rng, (170, 116, 70), (200, 160, 110), (110, 120, 140))
    top = y + size * float(rng.uniform(1.0, 1.9))
    pen.fill(box(-0.3, top, 3.0, 1.4), wood)
    cup = pick(rng, (230, 80, 70), (80, 140, 200), (240, 240, 230))
    at = x + size * float(rng.uniform(-1.6, 1.6))
    pen.fill(box(at - size * 0.28, top - size * 0.6, at + size * 0.28, top + size * 0.08), cup)


def _leaves(pen: Pen, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    leaf = pick(rng, (60, 130, 70), (100, 150, 60), (40, 110, 100))
    root = x + size * float(rng.uniform(-1.8, 1.8))
    for angle in np.radians(rng.uniform(-60, 60, 6)):
        length = size * float(rng.uniform(1.2, 2.0))
        along, across = np.array([np.sin(angle), -np.cos(angle)]), np.array([np.cos(angle), np.sin(angle)])
        base = np.array([root, y + size * 1.7])
        middle, tip = base + along * length * 0.55, base + along * length
        shape: Points = np.stack([base, middle - across * size * 0.22, tip, middle + across * size * 0.22])
        pen.fill(smooth(shape), shade(leaf, float(rng.uniform(0.8, 1.2))))


def _fence(pen: Pen, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    colour, top = pick(rng, (240, 236, 226), (180, 130, 90)), y + size * float(rng.uniform(0.9, 1.5))
    pen.fill(box(-0.3, top + size * 0.45, 3.0, top + size * 0.65), shade(colour, 0.9))
    for left in np.arange(x % (size * 0.8) - 0.4, 3.0, size * 0.8):
        right = left + size * 0.42
        pen.fill(
            np.array(
                [
                    (left, 1.3),
                    (left, top),
                    ((left + right) / 2, top - size * 0.22),
                    (right, top),
                    (right, 1.3),
                ]
            ),
            colour,
        )


def _balloon(pen: Pen, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    colour, side = pick(rng, (226, 60, 80), (250, 190, 60), (80, 150, 220)), float(rng.choice([-1, 1]))
    at, height = x + side * size * float(rng.uniform(0.8, 1.3)), y + size * float(rng.uniform(-0.9, 0.6))
    pen.stroke(np.array([(at, height), (at - side * size * 0.3, 1.2)]), INK, size * 0.05)
    pen.fill(ellipse(at, height, size * 0.5, size * 0.6), colour)
    pen.fill(
        ellipse(at - size * 0.18, height - size * 0.22, size * 0.1, size * 0.14), shade(colour, 1.4), None
    )


def _sign(pen: Pen, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    colour, top = pick(rng, (250, 240, 190), (200, 220, 240)), y + size * float(rng.uniform(0.65, 1.4))
    at, wide = x + size * float(rng.uniform(-0.6, 0.6)), size * float(rng.uniform(0.8, 1.2))
    pen.fill(box(at - wide, top, at + wide, top + size * 1.1), colour)
    for row in (0.3, 0.55, 0.8):
        length = wide * float(rng.uniform(0.3, 0.75))
        pen.stroke(
            np.array([(at - length, top + size * row), (at + length, top + size * row)]),
            (90, 90, 100),
            size * 0.08,
        )


PROPS: dict[str, Callable[[Pen, np.random.Generator, float, float, float], None]] = {
    "pole": _pole, "table": _table, "leaves": _leaves, "fence": _fence, "balloon": _balloon, "sign": _sign,
}  # fmt: skip
"""Draws a thing in front of a head at (x, y) of half height `size`."""
