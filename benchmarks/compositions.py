"""Pictures of one composition that has an upright, drawn: screenshots, charts, X-rays, forms, codes, signs.

Each differs from all others by what it says, not by where things are.
"""

import cv2
import numpy as np

from benchmarks.drawn_pictures import Pixels, Random, photographs

FONT, WIDE, SERIF = cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX
LETTERS = np.array(list("abcdefghijklmnoprstuvw "))
EYE = np.pad(
    np.pad(np.pad(np.zeros((3, 3), np.uint8), 1, constant_values=255), 1), ((0, 1),), constant_values=255
)


def words(random: Random, count: int) -> str:
    """Return so many letters of no language."""
    return "".join(random.choice(LETTERS, count))


def colour(random: Random, low: int = 0, high: int = 256) -> tuple[int, int, int]:
    """Return a colour."""
    red, green, blue = random.integers(low, high, 3).tolist()
    return red, green, blue


def screenshot(random: Random, label: int) -> Pixels:
    """A window of one program: bar, menu, buttons the same, other text."""
    picture = np.full((240, 240, 3), 245, np.uint8)
    picture[:18] = (60, 90, 160)
    cv2.putText(picture, f"Program {label}", (6, 13), FONT, 0.4, (255, 255, 255), 1, cv2.LINE_AA)
    cv2.rectangle(picture, (190, 215), (232, 233), (200, 200, 200), -1)
    if label % 2:
        cv2.rectangle(picture, (0, 18), (60, 240), (225, 228, 232), -1)
    for line in range(12):
        start = (66 if label % 2 else 8, 36 + line * 14)
        text = words(random, int(random.integers(5, 24)) if random.random() < 0.8 else 0)
        cv2.putText(picture, text, start, FONT, 0.33, (20, 20, 20), 1, cv2.LINE_AA)
    return picture


def chart(random: Random, label: int) -> Pixels:
    """Bars, a line, points or a histogram between the same axes."""
    picture = np.full((240, 240, 3), 255, np.uint8)
    cv2.rectangle(picture, (30, 20), (225, 210), (0, 0, 0), 1)
    for tick in range(6):
        cv2.putText(picture, str(tick), (14, 214 - tick * 36), FONT, 0.35, (0, 0, 0), 1, cv2.LINE_AA)
        cv2.putText(picture, str(tick), (28 + tick * 38, 226), FONT, 0.35, (0, 0, 0), 1, cv2.LINE_AA)
    blue, values = (31, 119, 180), random.uniform(10, 180, 8)
    if label == 0:
        for place, value in enumerate(values):
            cv2.rectangle(picture, (36 + place * 23, 210 - int(value)), (52 + place * 23, 209), blue, -1)
    elif label == 1:
        points = np.stack([36 + np.arange(8) * 26, 210 - values], axis=1).astype(np.int32)
        cv2.polylines(picture, [points], False, blue, 2, cv2.LINE_AA)
    elif label == 2:
        for x, y in random.uniform(0, 180, (40, 2)).astype(int).tolist():
            cv2.circle(picture, (36 + x, 25 + y), 2, blue, -1, cv2.LINE_AA)
    else:
        heights = 170 * np.exp(-(((np.arange(24) - random.uniform(6, 18)) / random.uniform(2, 7)) ** 2))
        for place, value in enumerate(heights + random.uniform(0, 12, 24)):
            cv2.rectangle(picture, (34 + place * 8, 210 - int(value)), (40 + place * 8, 209), blue, -1)
    return picture


def chest(random: Random, label: int) -> Pixels:
    """A chest as X-rays show it: always the same composition; a shadow in class 1."""
    picture = np.full((256, 256), 150.0, np.float32)

    def jitter(scale: float) -> float:
        return float(random.normal(0, scale))

    for side in (-1, 1):
        centre = (128 + side * (52 + jitter(5)), 125 + jitter(6))
        cv2.ellipse(
            picture, (centre, (70 + jitter(7), 150 + jitter(10)), side * (8 + jitter(3))), 45 + jitter(8), -1
        )
        for rib in range(7):
            y = 55 + rib * 22 + jitter(2)
            cv2.ellipse(picture, ((128 + side * 50, y), (100, 34 + jitter(4)), side * 12), 80 + jitter(8), 3)
    cv2.rectangle(picture, (120, 20), (136, 250), 190, -1)
    cv2.ellipse(picture, ((140 + jitter(5), 165 + jitter(5)), (70 + jitter(8), 80 + jitter(8)), 20), 185, -1)
    if label == 1:
        place = int(128 + random.choice([-50, 50]) + jitter(10)), int(120 + jitter(25))
        cv2.circle(picture, place, int(random.uniform(8, 20)), 140, -1)
    cv2.rectangle(picture, (225, 14), (230, 34), 255, -1)
    cv2.rectangle(picture, (225, 30), (238, 34), 255, -1)
    picture = cv2.GaussianBlur(picture, (0, 0), 2.5) * random.uniform(0.85, 1.15)
    picture += random.normal(0, 4, picture.shape)
    return np.repeat(np.clip(picture, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def scan(random: Random, label: int) -> Pixels:
    """A page of black on white without greys: text, a form or a table."""
    page = np.full((320, 320, 3), 255, np.uint8)
    left = int(random.integers(18, 26))
    if label:
        for line in range(8):
            cv2.line(page, (20, 40 + line * 34), (300, 40 + line * 34), (0, 0, 0), 2)
        if label == 2:
            for line in range(5):
                cv2.line(page, (20 + line * 70, 40), (20 + line * 70, 278), (0, 0, 0), 2)
    for line in range(8 if label else 16):
        text = words(random, int(random.integers(10, 26)))
        cv2.putText(page, text, (left, 30 + line * (34 if label else 17)), SERIF, 0.5, (0, 0, 0), 1)
    return page


def code(random: Random, _: int) -> Pixels:
    """A square of black and white modules with three eyes, as scanners read."""
    cells = np.where(random.random((21, 21)) < 0.5, 0, 255).astype(np.uint8)
    cells[:8, :8], cells[:8, -8:], cells[-8:, :8] = EYE, EYE[:, ::-1], EYE[::-1]
    bordered = np.pad(cells, 3, constant_values=255)
    return np.repeat(cv2.resize(bordered, (216, 216), interpolation=cv2.INTER_NEAREST)[..., None], 3, axis=2)


def sign(random: Random, label: int) -> Pixels:
    """A road sign, red ring and a number, photographed: the number is the class."""
    picture = (photographs(random, 1, 64)[0] * random.uniform(0.3, 1)).astype(np.uint8)
    across, down = random.integers(30, 35, 2).tolist()
    cv2.circle(picture, (across, down), 24, (180, 30, 30), -1, cv2.LINE_AA)
    cv2.circle(picture, (across, down), 18, (235, 235, 235), -1, cv2.LINE_AA)
    number, place = str(20 + 10 * label), (across - 14, down + 7)
    cv2.putText(picture, number, place, WIDE, 0.65, (10, 10, 10), 2, cv2.LINE_AA)
    light = random.uniform(0.5, 1.2)
    return np.asarray(np.clip(picture * light + random.normal(0, 5, picture.shape), 0, 255), np.uint8)
