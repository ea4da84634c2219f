"""Two convolutions with pooling and one wide hidden layer; regularised by keywords.

System A2 of the published reports, docs/systems.md: 8,417,746 parameters at 64x64x3 and 18 classes.
System A3 (`normalise: true`, `dropout: 0.2`): 8,418,130, of which 8,417,938 are trainable.
"""

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int], num_classes: int, normalise: bool = False, dropout: float = 0.0
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    normalise: whether batch normalisation follows each pooling; dropout: share of the maps' values dropped
    after each pooling.
    """
    images = keras.Input(input_shape)
    x = images
    for width in (32, 64):  # 64 -> 32 -> 16 pixels a side
        x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
        if normalise:
            x = layers.BatchNormalization()(x)
        x = layers.Dropout(dropout)(x)
    x = layers.Dense(512, activation="relu")(layers.Flatten()(x))
    return keras.Model(
        images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="simple_cnn"
    )
