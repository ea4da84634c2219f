"""Pictures that a small net can tell apart, and that no difference hash takes for one another."""

import colorsys
import io
from pathlib import PurePosixPath

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

CORNERS = (3, 4, 5, 6, 32)  # of the shapes; 32 make a circle
GOLDEN = 0.618034  # of the circle of hues, between two classes: all far apart
KINDS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".bmp": "BMP", ".gif": "GIF"}


def draw(label: int, random: np.random.Generator, height: int, width: int) -> NDArray[np.uint8]:
    """Return uint8 (height, width, 3), RGB: the shape of class `label` anywhere on a background."""
    coarse = random.integers(60, 190, (16, 16, 3), dtype=np.uint8)
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    radius = random.uniform(0.22, 0.36) * min(height, width)
    x, y = random.uniform(radius, width - radius), random.uniform(radius, height - radius)
    corners = CORNERS[label % len(CORNERS)]
    turns = (np.arange(corners) + random.uniform()) * 2 * np.pi / corners
    outline = np.stack([x + radius * np.cos(turns), y + radius * np.sin(turns)], axis=1)
    colour = colorsys.hsv_to_rgb(label * GOLDEN % 1, (1, 0.6)[label // 100 % 2], (1, 0.7)[label // 50 % 2])
    cv2.fillPoly(picture, [outline.round().astype(np.int32)], [round(255 * part) for part in colour])
    return np.asarray(picture, np.uint8)


def encoded(pixels: NDArray[np.uint8], name: str) -> bytes:
    """Return a picture file of the kind that the name's ending says."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, KINDS[PurePosixPath(name).suffix.lower()])
    return stream.getvalue()
