"""Four convolutions with pooling and one small hidden layer, all weights drawn LeCun uniform.

System C1 of the published reports, docs/systems.md. Its report states neither filters nor padding: chosen
here are 32, 64, 128 and 128 filters and padding "same", which make 372,618 parameters at 64x64x3 and 10
classes. Biases start at zero, as Keras has them.
"""

from typing import Any

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    widths: tuple[int, ...] = (32, 64, 128, 128),
    initializer: str | dict[str, Any] = "lecun_uniform",
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    widths: filters of each convolution (each halves the side). initializer: of every kernel, a name that
    Keras knows, as 'random_normal' (deviation 0.05), or {'class_name': ..., 'config': {'stddev': 1.0}}.
    """
    images = keras.Input(input_shape)
    x = images
    for width in widths:  # 64 -> 32 -> 16 -> 8 -> 4 pixels a side
        x = layers.Conv2D(width, 3, padding="same", activation="relu", kernel_initializer=initializer)(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
    x = layers.Dense(64, activation="relu", kernel_initializer=initializer)(layers.Flatten()(x))
    logits = layers.Dense(num_classes, kernel_initializer=initializer, dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name="lecun_cnn")
