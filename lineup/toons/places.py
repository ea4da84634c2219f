"""Backgrounds: the places of the series. Unit: the frame's height; origin: its top left corner."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from lineup.toons.geometry import box, ellipse, smooth
from lineup.toons.pen import Colour, Pen, shade

Place = Callable[[Pen, np.random.Generator, float], None]
MARGIN = 0.2  # drawn beyond the frame's edges, for a camera that moves


def pick(rng: np.random.Generator, *colours: Colour) -> Colour:
    base = colours[int(rng.integers(len(colours)))]
    red, green, blue = (min(255, max(0, part + int(rng.integers(-14, 15)))) for part in base)
    return red, green, blue


def backdrop(pen: Pen, aspect: float, horizon: float, above: Colour, below: Colour) -> None:
    pen.fill(box(-MARGIN, -MARGIN, aspect + MARGIN, horizon), above, None)
    pen.fill(box(-MARGIN, horizon, aspect + MARGIN, 1 + MARGIN), below, None)


def along(rng: np.random.Generator, aspect: float, low: float, high: float) -> list[tuple[float, float]]:
    """Neighbouring intervals of random widths that cover the frame from left to right."""
    edges = [-MARGIN]
    while edges[-1] < aspect + MARGIN:
        edges.append(edges[-1] + float(rng.uniform(low, high)))
    return list(pairwise(edges))


def cloud(pen: Pen, rng: np.random.Generator, x: float, y: float) -> None:
    size = float(rng.uniform(0.05, 0.09))
    for dx, dy, grow in ((-1.2, 0.2, 0.8), (0, 0, 1.1), (1.2, 0.25, 0.75)):
        whole = ellipse(x + dx * size, y + dy * size, size * grow * 1.3, size * grow)
        pen.fill(whole, (248, 250, 252), None)


def street(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    ground = float(rng.uniform(0.72, 0.85))
    backdrop(pen, aspect, ground, pick(rng, (168, 212, 236), (240, 200, 170)), pick(rng, (150, 148, 152)))
    for left, right in along(rng, aspect, 0.25, 0.5):
        top = float(rng.uniform(0.05, 0.4))
        wall = pick(rng, (200, 120, 96), (222, 190, 140), (150, 160, 190), (182, 140, 160))
        pen.fill(box(left, top, right, ground), wall, shade(wall, 0.6))
        pane = pick(rng, (110, 130, 160), (250, 226, 140))
        for x in np.arange(left + 0.05, right - 0.09, 0.11):
            for y in np.arange(top + 0.06, ground - 0.16, 0.16):
                pen.fill(box(x, y, x + 0.06, y + 0.09), pane, shade(wall, 0.6))
    pen.fill(box(-MARGIN, ground, aspect + MARGIN, ground + 0.03), (196, 194, 196), None)


def kitchen(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    wall, wood = pick(rng, (236, 228, 196), (196, 222, 214)), pick(rng, (176, 122, 78), (120, 150, 170))
    counter = float(rng.uniform(0.62, 0.75))
    backdrop(pen, aspect, counter, wall, wood)
    for x in np.arange(-MARGIN, aspect + MARGIN, 0.12):
        pen.stroke(np.array([(x, 0.25), (x, counter)]), shade(wall, 0.88), 0.008)
    for y in np.arange(0.3, counter, 0.12):
        pen.stroke(np.array([(-MARGIN, y), (aspect + MARGIN, y)]), shade(wall, 0.88), 0.008)
    for left, right in along(rng, aspect, 0.28, 0.42):
        if rng.random() < 0.75:
            pen.fill(box(left, -MARGIN, right, 0.27), wood, shade(wood, 0.5))
            pen.dot((left + right) / 2, 0.2, 0.018, shade(wood, 0.5))
        if rng.random() < 0.6:
            pot = pick(rng, (190, 60, 60), (90, 96, 110), (70, 130, 120))
            pen.fill(box(left + 0.05, counter - 0.14, left + 0.22, counter), pot, shade(pot, 0.5))
        pen.stroke(np.array([(left, counter), (left, 1.2)]), shade(wood, 0.6), 0.012)
    pen.fill(box(-MARGIN, counter, aspect + MARGIN, counter + 0.045), shade(wood, 1.3), shade(wood, 0.5))


def night(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    sky = pick(rng, (28, 34, 78), (48, 30, 80))
    backdrop(pen, aspect, 0.8, sky, shade(sky, 0.7))
    for x, y in rng.uniform((-0.1, -0.1), (aspect + 0.1, 0.75), (26, 2)):
        pen.dot(float(x), float(y), float(rng.uniform(0.004, 0.011)), (236, 232, 200))
    x, y, size = float(rng.uniform(0, aspect)), float(rng.uniform(0.08, 0.3)), float(rng.uniform(0.07, 0.13))
    pen.dot(x, y, size, (244, 236, 190))
    pen.dot(x + size * 0.45, y - size * 0.2, size * 0.85, sky)
    for tone, base in ((1.5, 0.66), (1.1, 0.78)):
        for left, right in along(rng, aspect, 0.4, 0.8):
            hill = (left + right) / 2, base + float(rng.uniform(0.02, 0.1)) + 0.3
            pen.fill(ellipse(*hill, (right - left) * 0.75, 0.38), shade(sky, tone), None)


def beach(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    sea, sand = pick(rng, (60, 150, 190), (70, 180, 180)), pick(rng, (240, 216, 150))
    horizon, shore = float(rng.uniform(0.35, 0.5)), float(rng.uniform(0.66, 0.78))
    backdrop(pen, aspect, horizon, pick(rng, (160, 218, 246), (250, 206, 160)), sea)
    pen.dot(float(rng.uniform(0, aspect)), float(rng.uniform(0.1, horizon)), 0.1, (252, 232, 130))
    for y in np.arange(horizon + 0.05, shore, 0.07):
        for left, right in along(rng, aspect, 0.15, 0.4):
            pen.stroke(ellipse((left + right) / 2, y, 0.05, 0.02, 180, 360, 8), shade(sea, 1.35), 0.01)
    waves = [(x, shore + float(rng.uniform(-0.02, 0.02))) for x in np.arange(-0.2, aspect + 0.4, 0.2)]
    pen.fill(np.concatenate([smooth(waves, False), [(aspect + 0.5, 1.3), (-0.3, 1.3)]]), sand, None)
    for left, _ in along(rng, aspect, 0.5, 1.0):
        colour = pick(rng, (226, 70, 70), (250, 180, 60), (90, 110, 210))
        pen.stroke(np.array([(left, shore - 0.2), (left + 0.03, shore + 0.1)]), (120, 90, 70), 0.016)
        pen.fill(ellipse(left, shore - 0.19, 0.17, 0.14, 180, 360), colour, shade(colour, 0.5))
