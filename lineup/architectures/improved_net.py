"""The steps from base_net to a better one: depth, then batch normalisation, then dropout.

Systems D1c, D1d, D1e and D2 of the published reports, docs/systems.md. At 32x32x3 and 25 classes:

- D2 (the defaults): 372,629 parameters, of which 371,889 are trainable.
- D1c (`pair_padding: same`, `normalise: false`, `normalise_hidden: false`, `dropout: 0`): 550,349.
- D1d (D1c with `normalise: true`): 551,629, of which 550,989 are trainable.
- D1e (D1d with `dropout: 0.25`): as many.

The reports state no dropout rates (0.25 is chosen here), and of D1c to D1e no widths (those of D2 are used).
"""

from typing import Any

import keras
from keras import layers


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    pair_padding: str = "valid",
    normalise: bool = True,
    normalise_hidden: bool = True,
    dropout: float = 0.25,
) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes).

    pair_padding: of the second convolution of each pair, 'valid' or 'same' (as all others);
    normalise: whether batch normalisation stands between each convolution and its ReLU; normalise_hidden:
    whether it also stands between the hidden layer and its ReLU; dropout: share of the maps' values dropped
    after each group of convolutions.
    """
    images = keras.Input(input_shape)
    x = images
    for width in (32, 64):  # 32 -> 30 -> 15 -> 13 -> 6 pixels a side where pairs are 'valid'
        x = activation(layers.Conv2D(width, 3, padding="same")(x), normalise)
        x = activation(layers.Conv2D(width, 3, padding=pair_padding)(x), normalise)
        x = layers.Dropout(dropout)(layers.MaxPooling2D(2)(x))
    x = activation(layers.Conv2D(128, 3, padding="same")(x), normalise)
    x = layers.Flatten()(layers.Dropout(dropout)(x))  # 6 * 6 * 128 = 4,608
    x = activation(layers.Dense(50)(x), normalise_hidden)
    return keras.Model(
        images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="improved_net"
    )


def activation(x: Any, normalise: bool) -> Any:
    """Batch normalisation where asked for, then ReLU."""
    return layers.ReLU()(layers.BatchNormalization()(x) if normalise else x)
