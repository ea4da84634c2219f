"""A small convolutional network: a strided stem, then blocks of convolution, normalisation and pooling.

Lean enough for a laptop's processor. What the last block found is summed up by its average and its maximum
over the picture, so that it matters little where in the frame something is. 101,498 parameters at 64x64x3
and 10 classes.
"""

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    widths: tuple[int, ...] = (16, 32, 64, 128),
    dropout: float = 0.2,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    widths: channels of the stem and of each block after it (each halves the side); dropout: share of the
    summary dropped before the logits.
    """
    images = keras.Input(input_shape)
    x = convolution(images, widths[0], kernel=5, strides=2)  # 64 -> 32 pixels a side
    for width in widths[1:]:
        x = convolution(x, width)
        x = layers.MaxPooling2D(2, padding="same")(x)
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
    x = layers.Dropout(dropout)(x)
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="cnn")


def convolution(x: keras.KerasTensor, width: int, kernel: int = 3, strides: int = 1) -> keras.KerasTensor:
    """Convolution, batch normalisation, ReLU."""
    x = layers.Conv2D(width, kernel, strides=strides, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
