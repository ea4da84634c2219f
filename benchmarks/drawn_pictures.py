"""Pictures drawn here, with the truth known: photograph-like ones, copies of them by kind, and plain ones.

Plain ones are what fools a search for copies: strokes of digits, line art, silhouettes, icons on flat ground,
each different, many of them alike. No third-party picture is needed.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Random = np.random.Generator

STROKES: dict[int, tuple[tuple[int, int], ...]] = {
    0: ((5, 1), (2, 3), (2, 7), (5, 9), (8, 7), (8, 3), (5, 1)),
    1: ((4, 2), (5, 1), (5, 9)),
    2: ((2, 3), (5, 1), (8, 3), (5, 6), (2, 9), (8, 9)),
    3: ((2, 2), (6, 1), (7, 3), (4, 5), (7, 7), (5, 9), (2, 8)),
    4: ((6, 9), (6, 1), (2, 6), (8, 6)),
    5: ((8, 1), (3, 1), (3, 4), (7, 5), (7, 8), (3, 9)),
    6: ((7, 1), (3, 5), (3, 8), (6, 9), (7, 7), (5, 5), (3, 6)),
    7: ((2, 1), (8, 1), (4, 9)),
    8: ((5, 5), (3, 3), (5, 1), (7, 3), (3, 7), (5, 9), (7, 7), (5, 5)),
    9: ((7, 4), (4, 5), (3, 2), (6, 1), (7, 3), (6, 9)),
}
OUTLINES: tuple[tuple[tuple[float, float], ...], ...] = (
    ((-0.8, 1), (-0.8, 0), (0, -0.9), (0.8, 0), (0.8, 1)),  # house
    ((-0.1, 1), (-0.1, 0.3), (-0.7, 0.3), (0, -1), (0.7, 0.3), (0.1, 0.3), (0.1, 1)),  # tree
    ((-1, 0.3), (-0.7, -0.2), (-0.3, -0.2), (-0.1, -0.6), (0.5, -0.6), (0.7, -0.1), (1, 0), (1, 0.3)),  # car
    ((-1, 0.1), (0.2, 0.1), (0.2, -0.4), (1, 0.3), (0.2, 0.9), (0.2, 0.5), (-1, 0.5)),  # arrow
)


def photographs(random: Random, count: int, side: int) -> Pixels:
    """Return RGB pictures (count, side, side, 3): blurred colours of several sizes, as photographs have."""
    pictures = np.empty((count, side, side, 3), np.uint8)
    for number in range(count):
        layers = [
            cv2.resize(random.random((n, n, 3), np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
            / n**0.5
            for n in (3, 6, 12, 24)
        ]
        pictures[number] = cv2.normalize(np.sum(layers, axis=0), None, 0, 255, cv2.NORM_MINMAX)
    return pictures


def digits(random: Random, count: int, side: int = 28) -> tuple[Pixels, NDArray[np.int64]]:
    """Return white strokes on black (count, side, side, 3), as of a shaking hand, and the digits."""
    pictures, labels = np.zeros((count, side, side, 3), np.uint8), random.integers(0, 10, count)
    for number, label in enumerate(labels):
        line = np.array(STROKES[int(label)], float)
        line = (line - 5 + random.normal(0, 0.45, line.shape)) * random.uniform(0.8, 1.1, 2) + 5
        line += random.normal(0, 0.5, 2)
        for _ in range(2):  # corners cut: Chaikin
            cut = np.stack([0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]], axis=1)
            line = np.concatenate([line[:1], cut.reshape(-1, 2), line[-1:]])
        large = np.zeros((side * 4, side * 4, 3), np.uint8)
        points = (line * side * 0.4).astype(np.int32)
        cv2.polylines(
            large, [points], False, (255, 255, 255), int(random.integers(side // 5, side // 2)), cv2.LINE_AA
        )
        pictures[number] = cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)
    return pictures, labels


def outlines(random: Random, count: int, way: str, side: int = 64) -> tuple[Pixels, NDArray[np.int64]]:
    """Return `line art`, `silhouettes` or `icons`, (count, side, side, 3), and which outline each is."""
    pictures = np.full((count, side * 4, side * 4, 3), 255, np.uint8)
    labels = random.integers(0, len(OUTLINES), count)
    for number, label in enumerate(labels):
        points = np.array(OUTLINES[int(label)], float)
        turn = np.radians(random.uniform(-15, 15))
        turned = (points + random.normal(0, 0.04, points.shape)) @ np.array(
            [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
        )
        placed = (turned * random.uniform(0.8, 1.6) * side + 2 * side + random.normal(0, side / 6, 2)).astype(
            np.int32
        )
        colour = [int(value) for value in random.integers(0, 200, 3)] if way == "icons" else [0, 0, 0]
        if way == "line art":
            cv2.polylines(pictures[number], [placed], True, colour, side // 16, cv2.LINE_AA)
        else:
            cv2.fillPoly(pictures[number], [placed], colour, cv2.LINE_AA)
    small = [cv2.resize(one, (side, side), interpolation=cv2.INTER_AREA) for one in pictures]
    return np.stack(small), labels


def plain_shapes(random: Random, each: int, side: int = 64) -> tuple[Pixels, NDArray[np.int64]]:
    """Return small black ellipses, rectangles and lines on white, all different, and which each is."""
    pictures, labels = [], []
    places = [(x, y, size) for x in range(24, 30) for y in range(24, 30) for size in range(8, 14)]
    for label in range(3):
        for place in random.permutation(len(places))[:each]:
            x, y, size = places[place]
            picture = np.full((side, side, 3), 255, np.uint8)
            if label == 0:
                cv2.ellipse(picture, (x + size // 2, y + size // 2), (size // 2, size // 2), 0, 0, 360, 0, -1)
            elif label == 1:
                cv2.rectangle(picture, (x, y), (x + size, y + size), (0, 0, 0), -1)
            else:
                cv2.line(picture, (x, y), (x + size, y + size), (0, 0, 0))
            pictures.append(picture)
            labels.append(label)
    return np.stack(pictures), np.array(labels)


def cropped(share: float) -> Callable[[Pixels, Random], Pixels]:
    """Return a change that keeps this share of either side, from anywhere, at the old size."""

    def change(picture: Pixels, random: Random) -> Pixels:
        height, width = picture.shape[:2]
        rows, columns = round(height * share), round(width * share)
        top, left = random.integers(height - rows + 1), random.integers(width - columns + 1)
        part = np.ascontiguousarray(picture[top : top + rows, left : left + columns])
        return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)

    return change


def recompressed(picture: Pixels, _: Random) -> Pixels:
    """Save as JPEG of quality 40."""
    content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


def resized(picture: Pixels, _: Random) -> Pixels:
    """Shrink to half and enlarge again."""
    height, width = picture.shape[:2]
    half = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(half, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def captioned(picture: Pixels, _: Random) -> Pixels:
    """Write white letters over the lower end."""
    copy, height = picture.copy(), picture.shape[0]
    foot = (1, height - max(2, height // 12))
    cv2.putText(copy, "copy of it", foot, cv2.FONT_HERSHEY_PLAIN, height / 100, (255, 255, 255))
    return copy


def changed_in_four_ways(picture: Pixels, random: Random) -> Pixels:
    """Darken, crop to 0.92 of a side, caption and recompress."""
    darker = (picture * 0.75).astype(np.uint8)
    return recompressed(captioned(cropped(0.92)(darker, random), random), random)


KINDS: dict[str, Callable[[Pixels, Random], Pixels]] = {
    "recompressed": recompressed,
    "resized": resized,
    "brighter": lambda picture, _: np.clip(picture * 1.25 + 20, 0, 255).astype(np.uint8),
    "darker": lambda picture, _: (picture * 0.6).astype(np.uint8),
    "mirrored": lambda picture, _: np.ascontiguousarray(picture[:, ::-1]),
    "captioned": captioned,
    "grey": lambda picture, _: np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2),
    "cropped to 0.95": cropped(0.95),
    "cropped to 0.9": cropped(0.9),
    "cropped to 0.8": cropped(0.8),
    "cropped to 0.7": cropped(0.7),
    "mirrored, cropped to 0.9": lambda picture, random: np.ascontiguousarray(
        cropped(0.9)(picture, random)[:, ::-1]
    ),
    "four ways": changed_in_four_ways,
}
