"""Five corruptions at five severities.

Noise, blur, brightness and JPEG are those of Hendrycks & Dietterich (2019), "Benchmarking Neural Network
Robustness to Common Corruptions and Perturbations", arXiv:1903.12261, with the authors' constants for
pictures of 64 x 64 pixels (Tiny ImageNet-C). Occlusion is one grey square, as in Cutout: DeVries & Taylor
(2017), arXiv:1708.04552, whose square of a quarter of the picture is the highest severity here.
"""

import hashlib
from collections.abc import Callable

import cv2
import numpy as np

Picture = np.ndarray  # uint8 (height, width, 3), RGB

SEVERITIES = (1, 2, 3, 4, 5)
NOISE = (0.04, 0.08, 0.12, 0.15, 0.18)  # standard deviation, of pixels from 0 to 1
BLUR = (0.5, 0.75, 1.0, 1.25, 1.5)  # standard deviation in pixels of a picture with a side of 64
BRIGHTNESS = (0.1, 0.2, 0.3, 0.4, 0.5)  # added to HSV's value, from 0 to 1
JPEG = (65, 58, 50, 40, 25)  # quality, of 100
OCCLUDED = (0.05, 0.1, 0.15, 0.2, 0.25)  # share of the picture
SIDE = 64
GREY = 127


def noise(picture: Picture, severity: int, random: np.random.Generator) -> Picture:
    drawn = random.normal(scale=NOISE[severity - 1], size=picture.shape)
    return rounded(picture / 255 + drawn)


def blur(picture: Picture, severity: int, _: np.random.Generator) -> Picture:
    """Blur with a Gaussian kernel, as wide as the picture's longer side asks for."""
    deviation = BLUR[severity - 1] * max(picture.shape[:2]) / SIDE
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), deviation), np.uint8)


def brightness(picture: Picture, severity: int, _: np.random.Generator) -> Picture:
    hsv = cv2.cvtColor((picture / 255).astype(np.float32), cv2.COLOR_RGB2HSV)
    hsv[..., 2] = np.clip(hsv[..., 2] + BRIGHTNESS[severity - 1], 0, 1)
    return rounded(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB))


def jpeg(picture: Picture, severity: int, _: np.random.Generator) -> Picture:
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG[severity - 1]]
    content = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), quality)[1]
    read = np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8)


def occlusion(picture: Picture, severity: int, random: np.random.Generator) -> Picture:
    """Lay a grey rectangle of the picture's own shape over it, wholly inside."""
    height, width = (round(side * OCCLUDED[severity - 1] ** 0.5) for side in picture.shape[:2])
    top = int(random.integers(0, picture.shape[0] - height + 1))
    left = int(random.integers(0, picture.shape[1] - width + 1))
    changed = picture.copy()
    changed[top : top + height, left : left + width] = GREY
    return changed


def rounded(shares: np.ndarray) -> Picture:
    return np.asarray((np.clip(shares, 0, 1) * 255).round(), np.uint8)


CORRUPTIONS: dict[str, Callable[[Picture, int, np.random.Generator], Picture]] = {
    "noise": noise,
    "blur": blur,
    "brightness": brightness,
    "jpeg": jpeg,
    "occlusion": occlusion,
}


def corrupt(picture: Picture, corruption: str, severity: int, row: int) -> Picture:
    """Return the picture of `row` corrupted, always the same way."""
    number = int.from_bytes(hashlib.sha256(f"{corruption} {severity} {row}".encode()).digest()[:8], "big")
    return CORRUPTIONS[corruption](picture, severity, np.random.default_rng(number))
