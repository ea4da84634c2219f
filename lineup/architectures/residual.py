"""Strided convolutions, each followed by residual blocks, summed up by average and maximum over the picture.

Residual blocks after He et al. 2015 (arXiv:1512.03385): two 3x3 convolutions with batch normalisation, and
what went in added to what comes out. The stem halves the side at once, so that no block works on more than a
quarter of the pixels. 1,936,945 parameters at 64x64x3 and 17 classes. Its recipe is that of
`residual` in studies/simpsons18.yaml; LOG.md says what helped.
"""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    widths: Sequence[int] = (32, 48, 96, 192),
    blocks: Sequence[int] = (1, 2, 2),
    dropout: float = 0.2,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    widths: channels of the stem and of each stage after it (each halves the side); blocks: residual blocks
    in each stage after the stem; dropout: share of the pooled values dropped before the logits.
    """
    images = keras.Input(input_shape)
    x = convolution(images, widths[0], kernel=5, strides=2)  # 64 -> 32 pixels a side
    for width, depth in zip(widths[1:], blocks, strict=True):  # 32 -> 16 -> 8 -> 4
        x = convolution(x, width, strides=2)
        for _ in range(depth):
            x = residual(x, width)
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
    x = layers.Dropout(dropout)(x)
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="residual")


def convolution(x: Any, width: int, kernel: int = 3, strides: int = 1) -> Any:
    """Convolution, batch normalisation, ReLU."""
    return layers.ReLU()(normalised(x, width, kernel, strides))


def residual(x: Any, width: int) -> Any:
    """Two convolutions and the way around them."""
    return layers.ReLU()(layers.Add()([x, normalised(convolution(x, width), width)]))


def normalised(x: Any, width: int, kernel: int = 3, strides: int = 1) -> Any:
    """Convolution and batch normalisation; momentum 0.9, so that few epochs suffice for its averages."""
    x = layers.Conv2D(width, kernel, strides=strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9)(x)
