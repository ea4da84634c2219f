"""Three blocks of two convolutions, with pooling, batch normalisation and dropout, and one hidden layer.

Systems A4, A4n (without learning-rate decay) and A6 (augmented) of the published reports, docs/systems.md:
3,010,362 parameters at 64x64x3 and 18 classes, of which 3,009,998 are trainable.
"""

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    widths: tuple[int, ...] = (32, 64, 86),
    dropout: float = 0.25,
    hidden_dropout: float = 0.5,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    widths: channels of each block (each halves the side); dropout: share of the maps' values dropped after
    each block; hidden_dropout: share of the hidden layer's units dropped.
    """
    images = keras.Input(input_shape)
    x = images
    for width in widths:  # 64 -> 32 -> 16 -> 8 pixels a side
        x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
        x = layers.Dropout(dropout)(layers.BatchNormalization()(x))
    x = layers.Dense(512, activation="relu")(layers.Flatten()(x))
    x = layers.Dropout(hidden_dropout)(x)
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="deep_cnn")
