"""Two convolutions (3x3, then 2x2) with pooling and one hidden layer, made for 250 pixels a side.

System B1 of the published reports, docs/systems.md: 62,990,275 parameters at 250x250x3 and 3 classes. All but
9,923 lie in the hidden layer, whose 246,016 inputs are the flattened maps.
"""

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int], num_classes: int, hidden: int = 256, dropout: float = 0.5
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    hidden: units of the hidden layer; dropout: share of the hidden layer's units dropped.
    """
    images = keras.Input(input_shape)
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(images)
    x = layers.MaxPooling2D(2)(x)  # 250 -> 125 pixels a side
    x = layers.Conv2D(64, 2, padding="same", activation="relu")(x)
    x = layers.MaxPooling2D(2)(x)  # 125 -> 62
    x = layers.Dense(hidden, activation="relu")(layers.Flatten()(x))
    x = layers.Dropout(dropout)(x)
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="anime_cnn")
