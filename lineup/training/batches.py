"""The input pipeline: batches gathered from a memory map, in an order that (seed, epoch) decides."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from lineup.training.augmentation import epoch as augmentation
from lineup.training.sets import Sets


def training(
    data: Sets,
    *,
    batch_size: int,
    seed: int,
    epoch: int,
    augment: augmentation.Recipe | None,
    first: int = 0,
) -> tf.data.Dataset:
    """Return one epoch's batches (inputs, targets, weights), shuffled, the last one maybe smaller.

    first: the batch (from 0) to begin with, where an epoch goes on.
    augment: None for inputs as they are, features or uint8 pixels; otherwise pixels turn to float32.
    """
    inputs, rows = data.inputs, data.training_rows
    targets, weights = data.training_targets, data.training_weights
    order = np.random.default_rng([seed, epoch, 0]).permutation(len(rows))
    count = steps(len(rows), batch_size)
    changes = augmentation.Changes({}, {})
    if augment is not None:
        height, width = inputs.shape[1:3]
        changes = augmentation.draw(
            augment, images=len(rows), batches=count, seed=seed, epoch=epoch, height=height, width=width
        )
    names = [*changes.of_images, *changes.of_batches]

    def gather(step: int) -> tuple[np.ndarray, ...]:
        chosen = order[step * batch_size : (step + 1) * batch_size]
        of_images = [numbers[chosen] for numbers in changes.of_images.values()]
        of_batch = [numbers[step : step + 1] for numbers in changes.of_batches.values()]
        return inputs[rows[chosen]], targets[chosen], weights[chosen], *of_images, *of_batch

    def finish(images: Any, target: Any, weight: Any, *numbers: Any) -> tuple[Any, Any, Any]:
        if augment is None:
            return images, target, weight
        drawn = dict(zip(names, numbers, strict=True))
        changed: tuple[Any, Any, Any] = augmentation.traced_apply(
            tf.cast(images, tf.float32), target, weight, drawn
        )
        return changed

    samples = (inputs, targets, weights, *changes.of_images.values(), *changes.of_batches.values())
    return pipeline(gather, samples, count, first).map(finish).prefetch(2)


def inference(
    inputs: np.ndarray, rows: np.ndarray, targets: np.ndarray, batch_size: int = 256
) -> tf.data.Dataset:
    """Return batches (inputs, targets) in the order of `rows`."""

    def gather(step: int) -> tuple[np.ndarray, ...]:
        chosen = slice(step * batch_size, (step + 1) * batch_size)
        return inputs[rows[chosen]], targets[chosen]

    return pipeline(gather, (inputs, targets), steps(len(rows), batch_size)).prefetch(2)


def predict(model: Any, inputs: np.ndarray, rows: np.ndarray, batch_size: int = 256) -> np.ndarray:
    """Return a model's answers, float32 (rows, ...), to the chosen rows of `inputs`, in their order."""
    return np.concatenate(list(answers(model, inputs, rows, batch_size)))


def answers(model: Any, inputs: np.ndarray, rows: np.ndarray, batch_size: int) -> Iterator[np.ndarray]:
    """Yield a model's answers to the chosen rows, a batch at a time."""
    unused = np.zeros((len(rows), 1), np.float32)
    for images, _ in inference(inputs, rows, unused, batch_size):
        yield model.predict_on_batch(images)


def steps(count: int, batch_size: int) -> int:
    """Return the number of batches that `count` images make."""
    return -(-count // batch_size)


def pipeline(
    gather: Callable[[int], tuple[np.ndarray, ...]],
    samples: tuple[np.ndarray, ...],
    count: int,
    first: int = 0,
) -> tf.data.Dataset:
    """Return a Dataset of gather(first) .. gather(count - 1); shapes and types are those of `samples`.

    All Datasets are made here, without tf.data's autotuner: its thread sleeps 10, 20, 40, ... ms, up to 60 s,
    and the end of an iterator waits for it to wake (TensorFlow 2.21).
    """
    types = [sample.dtype for sample in samples]

    def load(step: Any) -> tuple[Any, ...]:
        arrays = tf.numpy_function(gather, [step], types, stateful=False)
        for array, sample in zip(arrays, samples, strict=True):
            array.set_shape((None, *sample.shape[1:]))
        return tuple(arrays)

    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = tf.data.Dataset.range(first, count).map(load).with_options(options)
    return dataset.apply(tf.data.experimental.assert_cardinality(count - first))
