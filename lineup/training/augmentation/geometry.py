"""Where pixels move: rotation, zoom, shifts, shear and flips as one affine map an image."""

from typing import Any

import cv2
import numpy as np
import tensorflow as tf

RANDOM_NUMBERS = 8  # drawn for each image, whichever changes are on, so that one does not move another


def draw(count: int, seed: int, epoch: int) -> np.ndarray:
    """Return uniform numbers in [0, 1), float64 (count, RANDOM_NUMBERS), for one epoch's images."""
    return np.random.default_rng([seed, epoch, 1]).random((count, RANDOM_NUMBERS))


def transforms(
    random: np.ndarray,
    height: int,
    width: int,
    *,
    rotation: float = 0,
    zoom: float = 0,
    width_shift: float = 0,
    height_shift: float = 0,
    shear: float = 0,
    horizontal_flip: bool = False,
    vertical_flip: bool = False,
) -> np.ndarray:
    """Return affine maps from output to input pixels, float32 (n, 8), around the image's centre.

    random: uniform numbers (n, RANDOM_NUMBERS). rotation and shear in degrees to either side, zoom and
    shifts as fractions, as in Keras's ImageDataGenerator: each axis is zoomed by its own factor.
    """
    signed = random * 2 - 1
    angle, lean = np.deg2rad(rotation) * signed[:, 0], np.deg2rad(shear) * signed[:, 1]
    zoom_x, zoom_y = 1 + zoom * signed[:, 2], 1 + zoom * signed[:, 3]
    flip_x = np.where(horizontal_flip & (random[:, 6] < 0.5), -1.0, 1.0)
    flip_y = np.where(vertical_flip & (random[:, 7] < 0.5), -1.0, 1.0)
    # Columns of rotation @ shear @ zoom @ flip, for (x, y).
    a = np.cos(angle) * zoom_x * flip_x
    b = (-np.sin(angle + lean)) * zoom_y * flip_y
    c = np.sin(angle) * zoom_x * flip_x
    d = np.cos(angle + lean) * zoom_y * flip_y
    shift_x, shift_y = width_shift * width * signed[:, 4], height_shift * height * signed[:, 5]
    return around_centre(a, b, c, d, shift_x, shift_y, height, width)


def around_centre(
    a: np.ndarray,
    b: np.ndarray,
    c: np.ndarray,
    d: np.ndarray,
    shift_x: np.ndarray,
    shift_y: np.ndarray,
    height: int,
    width: int,
) -> np.ndarray:
    """Return maps, float32 (n, 8), of matrices (a b, c d) for (x, y) around the centre, shifted by pixels."""
    centre_x, centre_y = (width - 1) / 2, (height - 1) / 2
    move_x = centre_x + shift_x - a * centre_x - b * centre_y
    move_y = centre_y + shift_y - c * centre_x - d * centre_y
    zero = np.zeros_like(a)
    return np.stack([a, b, move_x, c, d, move_y, zero, zero], axis=1).astype(np.float32)


def warp(images: Any, maps: Any) -> Any:
    """Return images (batch, height, width, channels) moved by `maps`, bilinear, edges repeated, float32.

    TensorFlow's ImageProjectiveTransformV3 takes four times as long for the same pixels (LOG.md).
    """
    moved = tf.numpy_function(warped, [images, maps], tf.float32, stateful=False)
    return tf.ensure_shape(moved, images.shape)


def warped(images: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """Do what `warp` says, one image after the other, without Python's lock: threads share the batches."""
    size, matrices = (images.shape[2], images.shape[1]), maps[:, :6].reshape(-1, 2, 3)
    moved = np.empty(images.shape, np.float32)
    flags, border = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
    for image, target, matrix in zip(images, moved, matrices, strict=True):
        cv2.warpAffine(image.astype(np.float32), matrix, size, dst=target, flags=flags, borderMode=border)
    return moved
