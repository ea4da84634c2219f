"""Random erasing (Zhong et al. 2017, arXiv:1708.04896): a rectangle of an image becomes noise."""

from typing import Any

import numpy as np
import tensorflow as tf

STREAM = 3
AREA = (0.02, 0.33)  # of the image; both ranges as in torchvision's RandomErasing
RATIO = (0.3, 3.3)  # height / width
ATTEMPTS = 10  # at a rectangle that fits


def draw(
    images: int, batches: int, seed: int, epoch: int, probability: float, height: int, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return boxes, int32 (images, 4): top, left, bottom, right, empty where nothing is erased.

    The second array, int32 (batches, 2), seeds the noise of each batch.
    """
    random = np.random.default_rng([seed, epoch, STREAM, 0]).random((images, 3 + 2 * ATTEMPTS))
    areas = height * width * (AREA[0] + random[:, 3::2] * (AREA[1] - AREA[0]))
    ratios = np.exp(np.log(RATIO[0]) + random[:, 4::2] * np.log(RATIO[1] / RATIO[0]))
    heights, widths = np.rint(np.sqrt(areas * ratios)), np.rint(np.sqrt(areas / ratios))
    fits = (heights < height) & (widths < width)
    first = np.arange(images), fits.argmax(axis=1)
    erased = (random[:, 0] < probability) & fits.any(axis=1)
    box_height, box_width = heights[first] * erased, widths[first] * erased
    top = np.floor(random[:, 1] * (height - box_height + 1))
    left = np.floor(random[:, 2] * (width - box_width + 1))
    boxes = np.stack([top, left, top + box_height, left + box_width], axis=1).astype(np.int32)
    seeds = np.random.default_rng([seed, epoch, STREAM, 1]).integers(0, 2**31, (batches, 2), dtype=np.int32)
    return boxes, seeds


def erase(images: Any, boxes: Any, seeds: Any) -> Any:
    """Return images, float32 (n, height, width, channels) of 0 to 255, with boxes (n, 4) of uniform noise."""
    noise = tf.random.stateless_uniform(tf.shape(images), seeds[0], 0.0, 256.0, alg="philox")
    return tf.where(inside(boxes, tf.shape(images)), tf.floor(noise), images)


def inside(boxes: Any, shape: Any) -> Any:
    """Return which pixels lie in boxes (n, 4), bool (n, height, width, 1); n may be 1 for all images."""
    top, left, bottom, right = (boxes[:, side, None, None, None] for side in range(4))
    y = tf.range(shape[1])[None, :, None, None]
    x = tf.range(shape[2])[None, None, :, None]
    return (y >= top) & (y < bottom) & (x >= left) & (x < right)
