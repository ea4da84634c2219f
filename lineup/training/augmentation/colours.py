"""How colours change: brightness, contrast, saturation and hue, as torchvision's ColorJitter defines them."""

from typing import Any

import numpy as np
import tensorflow as tf

STREAM = 2
NAMES = ("brightness", "contrast", "saturation", "hue")
LUMA = (0.299, 0.587, 0.114)  # of red, green and blue (ITU-R BT.601)


def draw(
    images: int, batches: int, seed: int, epoch: int, ranges: dict[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return factors, float32 (images, 4), and for each batch the order of what `ranges` names, int32.

    A range r of brightness, contrast or saturation gives factors in [max(0, 1 - r), 1 + r], one of hue
    shifts in [-r, r] of the colour circle. Orders (batches, ranges above 0) hold positions in NAMES.
    """
    random = np.random.default_rng([seed, epoch, STREAM, 0]).random((images, len(NAMES)))
    width = np.array([ranges.get(name, 0.0) for name in NAMES])
    middle = np.array([1.0, 1.0, 1.0, 0.0])
    lowest = np.array([0.0, 0.0, 0.0, -0.5])
    low = np.maximum(middle - width, lowest)
    factors = low + random * (middle + width - low)
    all_orders = np.random.default_rng([seed, epoch, STREAM, 1]).random((batches, len(NAMES))).argsort(axis=1)
    orders = all_orders[(width > 0)[all_orders]].reshape(batches, -1)
    return factors.astype(np.float32), orders.astype(np.int32)


def jitter(images: Any, factors: Any, order: Any) -> Any:
    """Return images, float32 (n, height, width, 3) of 0 to 255, changed by `factors` (n, 4) in one `order`.

    order: (1, k), positions in NAMES. torchvision draws an order for each call, too.
    """
    adjust = (brightness, contrast, saturation, hue)
    for place in range(order.shape[1]):
        branches = [
            lambda images=images, change=change, index=index: change(images, factors[:, index])
            for index, change in enumerate(adjust)
        ]
        shape = images.shape
        images = tf.switch_case(order[0, place], branches)
        images = tf.ensure_shape(images, shape)
    return images


def brightness(images: Any, factors: Any) -> Any:
    """Return images times `factors` (n,)."""
    return blend(images, 0.0, factors)


def contrast(images: Any, factors: Any) -> Any:
    """Return images moved away from, or towards, their mean grey by `factors` (n,)."""
    return blend(images, tf.reduce_mean(grey(images), axis=(1, 2, 3), keepdims=True), factors)


def saturation(images: Any, factors: Any) -> Any:
    """Return images moved away from, or towards, their grey pixels by `factors` (n,)."""
    return blend(images, grey(images), factors)


def hue(images: Any, shifts: Any) -> Any:
    """Return images whose hue is turned by `shifts` (n,), as parts of the colour circle."""
    parts = tf.unstack(tf.image.rgb_to_hsv(images / 255), axis=-1)
    turned = tf.math.floormod(parts[0] + shifts[:, None, None], 1.0)
    return tf.image.hsv_to_rgb(tf.stack([turned, parts[1], parts[2]], axis=-1)) * 255


def blend(images: Any, others: Any, factors: Any) -> Any:
    """Return factor x image + (1 - factor) x other, kept within 0 to 255; factors (n,)."""
    share = factors[:, None, None, None]
    return tf.clip_by_value(share * images + (1 - share) * others, 0.0, 255.0)


def grey(images: Any) -> Any:
    """Return the luma of images, (n, height, width, 1)."""
    return tf.reduce_sum(images * tf.constant(LUMA), axis=-1, keepdims=True)
