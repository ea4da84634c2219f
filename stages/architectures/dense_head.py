"""A head on frozen features: optional hidden layers, then logits. On vectors, or on maps, which it flattens.

Without hidden layers it is logistic regression: 2048 features and 200 classes give 409,800 parameters.
"""

from collections.abc import Sequence

import keras
from keras import layers


def build(
    input_shape: tuple[int, ...], num_classes: int, hidden: Sequence[int] = (), dropout: float = 0.0
) -> keras.Model:
    """Return the head: Flatten, (Dense ReLU, Dropout) for each of `hidden`, logits."""
    inputs = keras.Input(input_shape)
    x = layers.Flatten()(inputs) if len(input_shape) > 1 else inputs
    for units in hidden:
        x = layers.Dense(units, activation="relu")(x)
        x = layers.Dropout(dropout)(x)
    return keras.Model(inputs, layers.Dense(num_classes, dtype="float32", name="logits")(x))
