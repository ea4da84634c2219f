"""Steps compiled by XLA, which Keras refuses while operations are deterministic: not all have such a form.

Those of Lineup's own nets do; so whether a net's do is tried.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import keras
import tensorflow as tf

from lineup.training import checkpoint, passing, pooling


def by_xla(model: keras.Model, training: tf.data.Dataset, validation: tf.data.Dataset) -> None:
    """Have the compiled `model` train and be evaluated by steps that XLA compiles, where it can do so.

    training, validation: of a batch each, for a try; what the model holds is put back afterwards.
    """
    pooling.compilable(model)
    train, test = whole_step(model.train_step), whole_step(model.test_step)
    before = [variable.numpy() for variable in checkpoint.state(model)]
    try:
        train(passing.opened(training))
        test(passing.opened(validation))
    except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError) as error:
        why = error.message.strip().splitlines()[0]
        print(f"warning: XLA cannot compile this net, so it trains slower: {why}", file=sys.stderr)
    else:
        model.train_function, model.test_function = train, test
    for variable, value in zip(checkpoint.state(model), before, strict=True):
        variable.assign(value)


def whole_step(step: Callable[[Any], Any]) -> Callable[[Iterator[Any]], Any]:
    """Return a function that takes an iterator's next batch through the step, compiled as one."""
    compiled = tf.function(step, jit_compile=True, autograph=False)
    taken: Callable[[Iterator[Any]], Any] = tf.function(
        lambda batches: compiled(batches.get_next()), autograph=False
    )
    return taken
