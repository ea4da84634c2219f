"""Mixup (Zhang et al. 2018, arXiv:1710.09412) and CutMix (Yun et al. 2019, arXiv:1905.04899), per batch.

As in torchvision, an image's partner is its neighbour in the shuffled batch, and one share holds for a batch.
Where both are asked for, each batch takes one of them at random, as in timm.
"""

from typing import Any

import numpy as np
import tensorflow as tf

from lineup.training.augmentation.erasing import inside

STREAM = 4


def draw(
    batches: int, seed: int, epoch: int, mixup: float, cutmix: float, height: int, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return boxes, int32 (batches, 4): top, left, bottom, right, and shares, float32 (batches, 2).

    mixup, cutmix: the alpha of Beta(alpha, alpha), 0 for off. A box is where the partner shows: the whole
    image for mixup. The shares are what an image keeps of its own: of the pixels in the box, of its target.
    """
    random = np.random.default_rng([seed, epoch, STREAM, 0]).random((batches, 3))
    blend = beta(batches, seed, epoch, 1, mixup)
    cut = 0.5 * np.sqrt(1 - beta(batches, seed, epoch, 2, cutmix))
    half = np.stack([cut * height, cut * width], axis=1).astype(int)
    size = np.array([height, width])
    centre = np.floor(random[:, 1:] * size).astype(int)
    low, high = np.maximum(centre - half, 0), np.minimum(centre + half, size)
    kept = 1 - (high - low).prod(axis=1) / (height * width)
    cuts = (cutmix > 0) & ((random[:, 0] < 0.5) | (mixup == 0))
    boxes = np.where(cuts[:, None], np.concatenate([low, high], axis=1), [0, 0, height, width])
    shares = np.where(cuts[:, None], np.stack([np.zeros(batches), kept], axis=1), blend[:, None])
    return boxes.astype(np.int32), shares.astype(np.float32)


def beta(batches: int, seed: int, epoch: int, stream: int, alpha: float) -> np.ndarray:
    """Return Beta(alpha, alpha) numbers (batches,); ones, which mix nothing, for alpha 0."""
    if not alpha:
        return np.ones(batches)
    return np.random.default_rng([seed, epoch, STREAM, stream]).beta(alpha, alpha, batches)


def mix(images: Any, targets: Any, weights: Any, boxes: Any, shares: Any) -> tuple[Any, Any, Any]:
    """Return images, targets (n, classes) and weights (n,) mixed with those of the image before each.

    images: float32 (n, height, width, channels); boxes (1, 4) and shares (1, 2) as from `draw`.
    """
    pixels = tf.where(inside(boxes, tf.shape(images)), shares[0, 0], 1.0)
    own = shares[0, 1]
    mixed = pixels * images + (1 - pixels) * tf.roll(images, 1, axis=0)
    targets = own * targets + (1 - own) * tf.roll(targets, 1, axis=0)
    return mixed, targets, own * weights + (1 - own) * tf.roll(weights, 1, axis=0)
