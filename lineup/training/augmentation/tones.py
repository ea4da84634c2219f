"""The operations of RandAugment that colour jitter lacks, as Pillow's ImageOps and ImageEnhance define them.

All take images, float32 (n, height, width, 3) of 0 to 255, and a strength each, (n,); n may be 0.
"""

from typing import Any

import tensorflow as tf

from lineup.training.augmentation.colours import blend


def sharpness(images: Any, factors: Any) -> Any:
    """Return images moved away from, or towards, their smoothed selves; the outermost pixels stay."""
    middle = images[:, 1:-1, 1:-1]
    rows = images[:, :-2] + images[:, 1:-1] + images[:, 2:]
    smooth = (rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:] + 4 * middle) / 13
    difference = tf.pad(smooth - middle, [[0, 0], [1, 1], [1, 1], [0, 0]])
    return blend(images, images + difference, factors)


def posterize(images: Any, widths: Any) -> Any:
    """Return images whose grey levels are rounded down to multiples of `widths`."""
    step = widths[:, None, None, None]
    return tf.floor(images / step) * step


def solarize(images: Any, thresholds: Any) -> Any:
    """Return images with every value from its threshold on inverted."""
    return tf.where(images >= thresholds[:, None, None, None], 255 - images, images)


def autocontrast(images: Any, unused: Any) -> Any:  # noqa: ARG001
    """Return images with each channel stretched to 0 to 255; a channel of one value stays."""
    low = tf.reduce_min(images, axis=(1, 2), keepdims=True)
    high = tf.reduce_max(images, axis=(1, 2), keepdims=True)
    stretched = (images - low) * 255 / tf.where(high > low, high - low, 1.0)
    return tf.where(high > low, stretched, images)


def equalize(images: Any, unused: Any) -> Any:  # noqa: ARG001
    """Return images with the histogram of each channel made flat; values are rounded to whole ones first."""
    values = tf.cast(tf.round(images), tf.int32)
    count = tf.shape(images)[0] * 3
    planes = tf.reshape(tf.transpose(values, [0, 3, 1, 2]), [count, -1])
    offsets = tf.range(count)[:, None] * 256
    histogram = tf.math.bincount(tf.reshape(planes + offsets, [-1]), minlength=count * 256)
    histogram = tf.reshape(histogram, [count, 256])
    highest = tf.reduce_max(planes, axis=1)
    last = tf.gather(histogram, highest, axis=1, batch_dims=1)
    step = ((tf.shape(planes)[1] - last) // 255)[:, None]
    before = tf.cumsum(histogram, axis=1, exclusive=True)
    table = tf.minimum((before + step // 2) // tf.maximum(step, 1), 255)
    table = tf.where(step > 0, table, tf.range(256)[None])
    shape = tf.shape(images)
    flat = tf.gather(table, planes, axis=1, batch_dims=1)
    flat = tf.transpose(tf.reshape(flat, [shape[0], 3, shape[1], shape[2]]), [0, 2, 3, 1])
    return tf.cast(flat, tf.float32)
