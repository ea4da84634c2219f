"""A head on frozen features: optional hidden layers, then logits. On vectors, or on maps, which it flattens.

Without hidden layers it is logistic regression: 2048 features and 200 classes give 409,800 parameters.
Systems of the published reports, docs/systems.md, and their parameters:

- D4 (ResNet50's 2048 features, 200 classes): 409,800.
- D5 (the same, `hidden: [1024, 512]`, `dropout: [0, RATE]`): 2,725,576.
- B2 (VGG16's 7x7x512 maps, 3 classes, `hidden: [256]`, `output: sigmoid`): 6,423,555.

`output: sigmoid` is for nets that were trained with sigmoid outputs under categorical cross-entropy. Keras
divides such outputs by their sum before it takes the logarithm, so that the loss is that of a softmax over
log sigmoid(z): softmax(log sigmoid(z)) = sigmoid(z) / sum(sigmoid(z)). The logits are then log sigmoid(z).
"""

from collections.abc import Sequence

import keras
from keras import layers

from lineup.errors import LineupError, closest

# What the last layer does to its sums, so that a softmax over the result gives the output's probabilities.
_OUTPUTS = {"softmax": "linear", "sigmoid": "log_sigmoid"}


def build(
    input_shape: tuple[int, ...],
    num_classes: int,
    hidden: Sequence[int] = (),
    dropout: float | Sequence[float] = 0.0,
    output: str = "softmax",
) -> keras.Model:
    """Return the head: Flatten, (Dense ReLU, Dropout) for each of `hidden`, logits.

    dropout: the share dropped after each hidden layer, or a list of shares, one for each.
    output: 'softmax', or 'sigmoid' normalised over the classes. LineupError where either does not fit.
    """
    rates = [dropout] * len(hidden) if isinstance(dropout, int | float) else list(dropout)
    if len(rates) != len(hidden):
        raise LineupError(
            f"dense_head: `dropout` has {len(rates)} value(s) for {len(hidden)} hidden layer(s)."
            " Give one number for all, or one for each."
        )
    if output not in _OUTPUTS:
        raise LineupError(
            f"dense_head: `output` is softmax or sigmoid, not '{output}'.{closest(output, _OUTPUTS)}"
        )
    inputs = keras.Input(input_shape)
    x = layers.Flatten()(inputs) if len(input_shape) > 1 else inputs
    for units, rate in zip(hidden, rates, strict=True):
        x = layers.Dense(units, activation="relu")(x)
        x = layers.Dropout(rate)(x)
    logits = layers.Dense(num_classes, activation=_OUTPUTS[output], dtype="float32", name="logits")(x)
    return keras.Model(inputs, logits)
