"""RandAugment (Cubuk et al. 2020, arXiv:1909.13719): a few random operations, all of one magnitude.

Operations and their strengths are torchvision's; they move pixels around the centre and repeat the edges, as
lineup.training.augmentation.geometry does. Keras's own layer takes one operation for a whole batch.
"""

from typing import Any

import numpy as np
import tensorflow as tf

from lineup.training.augmentation import colours, geometry, tones

STREAM = 5
HIGHEST = 30  # magnitude
MOVES = ("identity", "shear_x", "shear_y", "translate_x", "translate_y", "rotate")
PAINTS = ("brightness", "contrast", "saturation", "sharpness")
TONES = ("posterize", "solarize", "autocontrast", "equalize")
NAMES = (*MOVES, *PAINTS, *TONES)
APPLY = (
    colours.brightness, colours.contrast, colours.saturation, tones.sharpness,
    tones.posterize, tones.solarize, tones.autocontrast, tones.equalize,
)  # fmt: skip  # what PAINTS and TONES do


def draw(
    images: int, seed: int, epoch: int, layers: int, magnitude: int, height: int, width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return choices, int32 (images, layers): positions in NAMES; strengths and maps of those operations.

    Strengths are float32 (images, layers): factors of PAINTS, levels of TONES. Maps are float32
    (images, layers, 8), as from geometry.transforms.
    """
    parts = [layer(images, seed, epoch, number, magnitude, height, width) for number in range(layers)]
    choices, strengths, maps = (np.stack(part, axis=1) for part in zip(*parts, strict=True))
    return choices, strengths, maps


def layer(
    images: int, seed: int, epoch: int, number: int, magnitude: int, height: int, width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the choices, strengths and maps of one layer."""
    random = np.random.default_rng([seed, epoch, STREAM, number]).random((images, 2))
    choices = np.floor(random[:, 0] * len(NAMES)).astype(np.int32)
    part = magnitude / HIGHEST
    signed = np.where(random[:, 1] < 0.5, -part, part)

    def chosen(name: str) -> np.ndarray:
        return np.where(choices == NAMES.index(name), signed, 0.0)

    angle = np.deg2rad(30) * chosen("rotate")
    maps = geometry.around_centre(
        np.cos(angle), 0.3 * chosen("shear_x") - np.sin(angle),
        0.3 * chosen("shear_y") + np.sin(angle), np.cos(angle),
        150 / 331 * width * chosen("translate_x"), 150 / 331 * height * chosen("translate_y"), height, width,
    )  # fmt: skip
    levels = {
        "posterize": 2.0 ** round(4 * part),  # of the 256 grey levels, so many become one
        "solarize": 255 * (1 - part),  # from here on, light becomes dark
    }
    strengths = 1 + 0.9 * signed
    for name, level in levels.items():
        strengths = np.where(choices == NAMES.index(name), level, strengths)
    return choices, strengths.astype(np.float32), maps


def augment(images: Any, choices: Any, strengths: Any, maps: Any) -> Any:
    """Return images, float32 (n, height, width, 3) of 0 to 255, after every layer's chosen operation."""
    for number in range(choices.shape[1]):
        images = apply(images, choices[:, number], strengths[:, number], maps[:, number])
    return images


def apply(images: Any, choices: Any, strengths: Any, maps: Any) -> Any:
    """Return images after one operation each: sorted by operation, changed group by group, put back."""
    groups = tf.maximum(choices - len(MOVES) + 1, 0) + tf.cast(choices > 0, tf.int32)
    count = 2 + len(APPLY)
    places = tf.dynamic_partition(tf.range(tf.shape(images)[0]), groups, count)
    parts = tf.dynamic_partition(images, groups, count)
    values = tf.dynamic_partition(strengths, groups, count)
    parts[1] = geometry.warp(parts[1], tf.dynamic_partition(maps, groups, count)[1])
    for index, change in enumerate(APPLY, start=2):
        parts[index] = change(parts[index], values[index])
    return tf.ensure_shape(tf.dynamic_stitch(places, parts), images.shape)
