"""A head on frozen feature maps: one convolution with pooling, then two hidden layers.

System D6 of the published reports, docs/systems.md: 21,135,706 parameters on the 7x7x2048 maps of ResNet50
(`pooling: none`) and 200 classes, of which 21,132,198 are trainable. Inputs of 14 or more a side are averaged
down to 7 to 10 first: on large ones the first hidden layer would not fit into memory.
"""

import keras
from keras import layers

from lineup.errors import LineupError


def build(
    input_shape: tuple[int, ...],
    num_classes: int,
    filters: int = 1024,
    hidden: tuple[int, int] = (512, 218),
    dropout: tuple[float, float, float] = (0.25, 0.25, 0.5),
) -> keras.Model:
    """Return an untrained head from feature maps to logits (batch, num_classes).

    filters: of the convolution; hidden: units of each hidden layer; dropout: share dropped of the flattened
    maps, and of each hidden layer's units. LineupError where maps are below 4x4.
    """
    if len(input_shape) != 3 or min(input_shape[:2]) < 4:
        size = "x".join(map(str, input_shape))
        raise LineupError(
            f"convolutional_head: feature maps of 4x4 or more are needed, not {size}."
            " Set the backbone's `pooling: none`, or a larger `input_size`."
        )
    inputs = keras.Input(input_shape)
    shrink = (max(input_shape[0] // 7, 1), max(input_shape[1] // 7, 1))
    x = layers.AveragePooling2D(shrink)(inputs) if max(shrink) > 1 else inputs
    x = layers.Conv2D(filters, 3, activation="relu")(x)  # 7 -> 5 a side
    x = layers.MaxPooling2D(2)(layers.BatchNormalization()(x))  # 5 -> 2
    x = layers.Dropout(dropout[0])(layers.Flatten()(x))
    for units, rate in zip(hidden, dropout[1:], strict=True):
        x = layers.Dense(units, activation="relu")(x)
        x = layers.Dropout(rate)(layers.BatchNormalization()(x))
    logits = layers.Dense(num_classes, dtype="float32", name="logits")(x)
    return keras.Model(inputs, logits, name="convolutional_head")
