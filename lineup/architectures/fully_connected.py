"""A plain fully connected network: every pixel is an input of its own.

The usual first baseline (three hidden layers with dropout). It knows nothing of neighbouring pixels, so it
shows what a convolutional network gains. 6,375,434 parameters at 64x64x3 and 10 classes.
"""

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    widths: tuple[int, ...] = (512, 128, 128),
    dropout: float = 0.2,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    widths: units of each hidden layer; dropout: share of units dropped after each hidden layer.
    """
    images = keras.Input(input_shape)
    x = layers.Flatten()(images)
    for width in widths:
        x = layers.Dense(width, activation="relu")(x)
        x = layers.Dropout(dropout)(x)
    return keras.Model(
        images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="fully_connected"
    )
