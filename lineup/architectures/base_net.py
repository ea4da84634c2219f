"""Two 5x5 convolutions with pooling and one small hidden layer, after LeNet-5: a base to improve on.

Systems D1, D1a (standardised) and D1b (augmented) of the published reports, docs/systems.md: 24,197
parameters at 32x32x3 and 25 classes. improved_net.py holds the steps from here to D2.
"""

import keras
from keras import layers


def build(input_shape: tuple[int, int, int], num_classes: int, hidden: int = 50) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    hidden: units of the hidden layer.
    """
    images = keras.Input(input_shape)
    x = images
    for width in (6, 16):  # 32 -> 28 -> 14 -> 10 -> 5 pixels a side
        x = layers.Conv2D(width, 5, activation="relu")(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Dense(hidden, activation="relu")(layers.Flatten()(x))
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="base_net")
