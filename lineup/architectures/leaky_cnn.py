"""Five convolutions and three hidden layers, with leaky ReLU throughout.

System A5 of the published reports, docs/systems.md: 1,499,782 parameters at 64x64x3 and 18 classes, of
which 1,498,698 are trainable.
"""

import keras
from keras import layers

# Channels of each convolution, and whether pooling follows it.
_CONVOLUTIONS = ((32, True), (64, True), (64, True), (128, False), (254, True))


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    slope: float = 0.3,
    dropout: float = 0.25,
    hidden_dropout: float = 0.5,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    slope: of the leaky ReLU, below zero; dropout: share of the maps' values dropped after each convolution;
    hidden_dropout: share of units dropped after each hidden layer.
    """
    images = keras.Input(input_shape)
    x = images
    for width, pooled in _CONVOLUTIONS:  # 64 -> 32 -> 16 -> 8 -> 8 -> 4 pixels a side
        x = layers.Conv2D(width, 3, padding="same")(x)
        x = layers.BatchNormalization()(layers.LeakyReLU(slope)(x))
        if pooled:
            x = layers.MaxPooling2D(2, padding="same")(x)
        x = layers.Dropout(dropout)(x)
    x = layers.Flatten()(x)  # 4 * 4 * 254 = 4,064
    for width in (254, 128, 64):
        x = layers.Dropout(hidden_dropout)(layers.LeakyReLU(slope)(layers.Dense(width)(x)))
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="leaky_cnn")
