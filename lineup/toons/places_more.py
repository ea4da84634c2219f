"""More places of the series, and the list of all. Unit: the frame's height; origin: its top left corner."""

import numpy as np

from lineup.toons.geometry import box, ellipse, smooth
from lineup.toons.pen import Pen, shade
from lineup.toons.places import MARGIN, Place, along, backdrop, beach, cloud, kitchen, night, pick, street


def park(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    grass, horizon = pick(rng, (124, 186, 92), (156, 190, 80)), float(rng.uniform(0.58, 0.74))
    backdrop(pen, aspect, horizon, pick(rng, (150, 210, 244), (200, 226, 236)), grass)
    for left, _ in along(rng, aspect, 0.3, 0.7):
        cloud(pen, rng, left, float(rng.uniform(0.05, 0.25)))
    for left, right in along(rng, aspect, 0.25, 0.5):
        x, leaf = (left + right) / 2, pick(rng, (60, 132, 70), (96, 150, 60), (206, 130, 60))
        pen.fill(box(x - 0.025, horizon - 0.25, x + 0.025, horizon + 0.05), (110, 78, 56), None)
        for dx, dy, radius in ((-0.08, 0.02, 0.1), (0.08, 0.02, 0.1), (0, -0.1, 0.12)):
            pen.dot(x + dx, horizon - 0.26 + dy, radius, leaf, shade(leaf, 0.7))
    for x, y in rng.uniform((-0.1, horizon + 0.05), (aspect + 0.1, 1.1), (16, 2)):
        pen.dot(float(x), float(y), 0.013, pick(rng, (250, 240, 120), (250, 250, 250), (240, 130, 150)))


def lounge(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    paper = pick(rng, (206, 140, 120), (140, 170, 150), (170, 150, 196), (216, 190, 120))
    floor = float(rng.uniform(0.76, 0.88))
    backdrop(pen, aspect, floor, paper, pick(rng, (140, 96, 66)))
    for left, _ in along(rng, aspect, 0.1, 0.1001):
        pen.stroke(np.array([(left, -0.2), (left, floor)]), shade(paper, 0.92), 0.03)
    for left, right in along(rng, aspect, 0.3, 0.6):
        top, width = float(rng.uniform(0.05, 0.25)), (right - left) * 0.6
        pen.fill(
            box(left, top, left + width, top + 0.22),
            pick(rng, (110, 160, 200), (220, 190, 90), (90, 130, 90)),
            (90, 60, 40),
        )
        pen.fill(
            ellipse(left + width / 2, top + 0.15, width * 0.25, 0.06),
            pick(rng, (240, 240, 220), (60, 60, 90)),
            None,
        )
    sofa, x = pick(rng, (180, 60, 70), (60, 90, 150), (90, 120, 70)), float(rng.uniform(-0.1, aspect * 0.6))
    pen.fill(box(x, floor - 0.26, x + 0.75, floor + 0.06), sofa, shade(sofa, 0.5))
    pen.fill(box(x - 0.06, floor - 0.14, x + 0.1, floor + 0.1), shade(sofa, 0.85), shade(sofa, 0.5))
    pen.fill(box(x + 0.65, floor - 0.14, x + 0.81, floor + 0.1), shade(sofa, 0.85), shade(sofa, 0.5))


def school(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    wall, board = pick(rng, (226, 214, 190), (190, 206, 220)), pick(rng, (50, 96, 78), (60, 66, 76))
    backdrop(pen, aspect, 0.84, wall, pick(rng, (170, 130, 90)))
    left, top = float(rng.uniform(-0.15, 0.3)), float(rng.uniform(0.04, 0.16))
    pen.fill(box(left, top, left + 0.85, top + 0.46), board, (140, 96, 60))
    for y in np.arange(top + 0.09, top + 0.42, 0.1):
        start, length = left + float(rng.uniform(0.05, 0.3)), float(rng.uniform(0.15, 0.45))
        chalk = [(x, y + float(rng.uniform(-0.015, 0.015))) for x in np.linspace(start, start + length, 9)]
        pen.stroke(smooth(chalk, False, 3), (226, 230, 220), 0.012)
    pen.fill(box(-MARGIN, 0.7, aspect + MARGIN, 0.84), (150, 104, 70), None)
    for first, last in along(rng, aspect, 0.035, 0.07):
        book = pick(rng, (196, 70, 60), (60, 110, 170), (230, 190, 80), (80, 140, 90))
        pen.fill(box(first, 0.84 - float(rng.uniform(0.08, 0.125)), last, 0.84), book, shade(book, 0.6))


def snow(pen: Pen, rng: np.random.Generator, aspect: float) -> None:
    ground = float(rng.uniform(0.66, 0.78))
    backdrop(pen, aspect, ground, pick(rng, (186, 206, 226), (150, 160, 196)), (240, 246, 250))
    for left, right in along(rng, aspect, 0.4, 0.8):
        middle, peak, rock = (left + right) / 2, float(rng.uniform(0.1, 0.35)), pick(rng, (120, 130, 160))
        pen.fill(np.array([(left - 0.2, ground), (middle, peak), (right + 0.2, ground)]), rock, None)
        pen.fill(
            np.array([(middle - 0.09, peak + 0.1), (middle, peak), (middle + 0.09, peak + 0.1)]),
            (246, 250, 252),
            None,
        )
    for left, _ in along(rng, aspect, 0.2, 0.5):
        fir = pick(rng, (50, 104, 84), (70, 120, 90))
        for level in range(3):
            y, wide = ground - 0.28 + level * 0.1, 0.07 + level * 0.03
            pen.fill(
                np.array([(left - wide, y + 0.14), (left, y), (left + wide, y + 0.14)]), fir, shade(fir, 0.7)
            )
    for x, y in rng.uniform((-0.1, -0.1), (aspect + 0.1, 1.0), (30, 2)):
        pen.dot(float(x), float(y), float(rng.uniform(0.005, 0.012)), (255, 255, 255))


PLACES: dict[str, Place] = {
    "street": street, "kitchen": kitchen, "night": night, "beach": beach,
    "park": park, "lounge": lounge, "school": school, "snow": snow,
}  # fmt: skip
"""Every place of the series by its name."""
