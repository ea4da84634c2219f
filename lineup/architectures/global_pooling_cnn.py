"""Four blocks of two convolutions, summed up by global average pooling, and three dense layers.

System D3 of the published reports, docs/systems.md. Its report states neither widths nor dropout rates:
chosen here are D2's widths with the last one repeated (32, 64, 128, 128), dense layers of 128 and 64 before
the logits, and dropout 0.25. As the report lists the layers, one normalisation and one ReLU follow each pair.
609,977 parameters at 32x32x3 and 25 classes, of which 609,273 are trainable.
"""

from collections.abc import Sequence

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    widths: Sequence[int] = (32, 64, 128, 128),
    hidden: Sequence[int] = (128, 64),
    dropout: float = 0.25,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    widths: channels of each block (each but the last halves the side); hidden: units of the dense layers
    before the logits; dropout: share of the maps' values dropped after each block.
    """
    images = keras.Input(input_shape)
    x = images
    for block, width in enumerate(widths, start=1):  # 32 -> 16 -> 8 -> 4 pixels a side
        x = layers.Conv2D(width, 3, padding="same")(x)
        x = layers.Conv2D(width, 3, padding="same")(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        if block < len(widths):
            x = layers.MaxPooling2D(2, padding="same")(x)
        x = layers.Dropout(dropout)(x)
    x = layers.GlobalAveragePooling2D()(x)
    for units in hidden:
        x = layers.Dense(units, activation="relu")(x)
    return keras.Model(
        images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="global_pooling_cnn"
    )
