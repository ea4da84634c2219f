"""Batches gathered from a memory map, and a model's answers to them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf


def open_inputs(folder: Path) -> np.ndarray:
    """Return data/images' pixels, uint8 (N, height, width, 3), or a backbone's features, as a memory map."""
    name = "images.npy" if (folder / "images.npy").exists() else "features.npy"
    inputs: np.ndarray = np.load(folder / name, mmap_mode="r")
    return inputs


def inference(
    inputs: np.ndarray, rows: np.ndarray, targets: np.ndarray, batch_size: int = 256
) -> tf.data.Dataset:
    """Return batches (inputs, targets) in the order of `rows`; targets: an array with a row for each."""

    def gather(step: int) -> tuple[np.ndarray, ...]:
        chosen = slice(step * batch_size, (step + 1) * batch_size)
        return inputs[rows[chosen]], targets[chosen]

    return pipeline(gather, (inputs, targets), steps(len(rows), batch_size)).prefetch(2)


def predict(model: Any, inputs: np.ndarray, rows: np.ndarray, batch_size: int = 256) -> np.ndarray:
    """Return a model's answers, float32 (rows, ...), to the chosen rows of `inputs`, in their order."""
    return np.concatenate(list(answers(model, inputs, rows, batch_size)))


def answers(model: Any, inputs: np.ndarray, rows: np.ndarray, batch_size: int) -> Iterator[np.ndarray]:
    for images, _ in inference(inputs, rows, rows, batch_size):
        yield model.predict_on_batch(images)


def steps(count: int, batch_size: int) -> int:
    return -(-count // batch_size)


def pipeline(
    gather: Callable[[int], tuple[np.ndarray, ...]],
    samples: tuple[np.ndarray, ...],
    count: int,
    first: int = 0,
    at_once: int | None = None,
) -> tf.data.Dataset:
    """Return a Dataset of gather(first) .. gather(count - 1); shapes and types are those of `samples`.

    at_once: how many batches are gathered at the same time, one without it; their order stays.

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
    dataset = tf.data.Dataset.range(first, count).map(load, num_parallel_calls=at_once).with_options(options)
    return dataset.apply(tf.data.experimental.assert_cardinality(count - first))
