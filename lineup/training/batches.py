"""The batches of an epoch, in an order that (seed, epoch) decides."""

import os
from typing import Any

import numpy as np
import tensorflow as tf

from lineup.inference.batches import inference, pipeline, steps
from lineup.training.augmentation import epoch as augmentation
from lineup.training.sets import Sets

AT_ONCE = min(os.cpu_count() or 1, 16)  # batches under way: memory for them is 8 MB each at 64 x 64 pixels


def training(
    data: Sets,
    *,
    batch_size: int,
    seed: int,
    epoch: int,
    augment: augmentation.Recipe | None,
    first: int = 0,
) -> tf.data.Dataset:
    """Return one epoch's batches (inputs, one-hot targets, weights), shuffled, the last one maybe smaller.

    first: the batch (from 0) to begin with, where an epoch goes on.
    augment: None for inputs as they are, features or uint8 pixels; otherwise pixels turn to float32.
    """
    inputs, rows = data.inputs, data.training_rows
    class_ids, weights = data.training_ids, data.training_weights
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
        return inputs[rows[chosen]], class_ids[chosen], weights[chosen], *of_images, *of_batch

    def finish(images: Any, class_id: Any, weight: Any, *numbers: Any) -> tuple[Any, Any, Any]:
        target = tf.one_hot(class_id, data.classes)
        if augment is None:
            return images, target, weight
        drawn = dict(zip(names, numbers, strict=True))
        changed: tuple[Any, Any, Any] = augmentation.traced_apply(
            tf.cast(images, tf.float32), target, weight, drawn
        )
        return changed

    samples = (inputs, class_ids, weights, *changes.of_images.values(), *changes.of_batches.values())
    gathered = pipeline(gather, samples, count, first, AT_ONCE)
    return gathered.map(finish, num_parallel_calls=AT_ONCE).prefetch(2)


def validation(data: Sets) -> tf.data.Dataset:
    """Return the batches (inputs, one-hot targets) of the images to validate on."""
    dataset = inference(data.inputs, data.validation_rows, data.validation_ids)
    return dataset.map(lambda inputs, class_id: (inputs, tf.one_hot(class_id, data.classes)))
