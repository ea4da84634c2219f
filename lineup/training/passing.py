"""A pass over batches: what Keras's `fit` and `evaluate` do with a compiled model, and nothing around it.

They make an iterator of each dataset anew in every epoch, and at its end one more in vain (Keras 3.15). In an
epoch of eight batches of features that was most of the time.
"""

import functools
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ParamSpec, TypeVar

import keras
import numpy as np
import tensorflow as tf

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def letting_go(work: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Have what ends `work` by an error, Ctrl-C too, hold none of its iterators.

    Their threads call Python, which aborts where it ends meanwhile; `fit` cuts the traceback likewise.
    """

    @functools.wraps(work)
    def done(*args: Parameters.args, **keywords: Parameters.kwargs) -> Result:
        try:
            return work(*args, **keywords)
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)
            raise

    return done


def opened(dataset: tf.data.Dataset) -> Iterator[Any]:
    """Return an iterator of batches; in the scope of a strategy each is dealt among its devices."""
    batches: Iterator[Any] = iter(tf.distribute.get_strategy().experimental_distribute_dataset(dataset))
    return batches


def train(
    model: keras.Model,
    batches: Iterator[Any],
    steps: Iterable[int],
    sums: list[np.ndarray],
    done: Callable[[int], None],
) -> dict[str, float]:
    """Train on the next batches, one for each of `steps`, and return the metrics; done(step) follows each.

    sums: what the metrics have summed up already, where a pass goes on.
    """
    model.make_train_function()
    model.reset_metrics()
    if sums:
        for variable, value in zip(model.metrics_variables, sums, strict=True):
            variable.assign(value)
    for step in steps:
        model.train_function(batches)
        done(step)
    return metrics(model)


def evaluate(model: keras.Model, batches: Iterator[Any], steps: int) -> dict[str, float]:
    model.make_test_function()
    model.reset_metrics()
    for _ in range(steps):
        model.test_function(batches)
    return metrics(model)


def metrics(model: keras.Model) -> dict[str, float]:
    return {name: float(value) for name, value in model.get_metrics_result().items()}
