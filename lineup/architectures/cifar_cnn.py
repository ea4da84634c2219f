"""Three blocks of two convolutions ("same", then "valid") with pooling and dropout, and one hidden layer.

Systems E1 and E2 (augmented) of the published reports, docs/systems.md: 276,138 parameters at 32x32x3 and 10
classes.
"""

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    widths: tuple[int, ...] = (32, 64, 64),
    dropout: float = 0.25,
    hidden_dropout: float = 0.5,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    widths: channels of each block; dropout: share of the maps' values dropped after each block;
    hidden_dropout: share of the hidden layer's units dropped.
    """
    images = keras.Input(input_shape)
    x = images
    for width in widths:  # 32 -> 30 -> 15 -> 13 -> 6 -> 4 -> 2 pixels a side
        x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        x = layers.Conv2D(width, 3, activation="relu")(x)
        x = layers.Dropout(dropout)(layers.MaxPooling2D(2)(x))
    x = layers.Dense(512, activation="relu")(layers.Flatten()(x))  # 2 * 2 * 64 = 256
    x = layers.Dropout(hidden_dropout)(x)
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="cifar_cnn")
