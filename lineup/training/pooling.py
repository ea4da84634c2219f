"""Max pooling that XLA can differentiate while operations are deterministic."""

import functools
from typing import NamedTuple

import keras
import tensorflow as tf


class Axis(NamedTuple):
    """Windows along an axis: margins to add, and from the first one's start to past the last one's."""

    before: int
    after: int
    span: int


def compilable(model: keras.Model) -> None:
    """Have all max pooling within the model done by slices; its configuration stays as it is.

    TensorFlow 2.21 compiles no gradient of its own max pooling while operations are deterministic.
    """
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            compilable(layer)
        elif isinstance(layer, keras.layers.MaxPooling2D) and layer.data_format == "channels_last":
            layer.call = functools.partial(by_slices, layer)


def by_slices(layer: keras.layers.MaxPooling2D, inputs: tf.Tensor) -> tf.Tensor:
    """Return what the layer makes of (images, height, width, channels).

    The gradient goes to the first of the largest in a window, row by row, as in TensorFlow's own.
    """
    windows, strides = layer.pool_size, layer.strides
    rows, columns = (
        along(*sizes, same=layer.padding == "same")
        for sizes in zip(inputs.shape[1:3], windows, strides, strict=True)
    )
    margins = [[0, 0], [rows.before, rows.after], [columns.before, columns.after], [0, 0]]
    padded = tf.pad(inputs, margins, constant_values=inputs.dtype.min)
    parts = [
        padded[:, row : row + rows.span : strides[0], column : column + columns.span : strides[1]]
        for row in range(windows[0])
        for column in range(windows[1])
    ]
    return functools.reduce(tf.maximum, parts)


def along(size: int, window: int, stride: int, *, same: bool) -> Axis:
    """Return where windows lie along an axis of `size` pixels, as TensorFlow pads for 'same' and 'valid'."""
    count = -(-size // stride) if same else (size - window) // stride + 1
    span = (count - 1) * stride + 1
    missing = max(span - 1 + window - size, 0)
    return Axis(missing // 2, missing - missing // 2, span)
