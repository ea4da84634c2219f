"""The batches of an epoch, in an order that (seed, epoch) decides."""

import os
from typing import Any

import numpy as np
import tensorflow as tf

from lineup.inference.batches import inference, pipeline, steps
from lineup.training.augmentation import epoch as augmentation
from lineup.training.augmentation import geometry
from lineup.training.sets import Sets

AT_ONCE = min(os.cpu_count() or 1, 16)  # batches under way: memory for them is 8 MB each at 64 x 64 pixels


class Epochs:
    """Gives a training's epochs, one after the other; tf.data reads how they are made once for all of them.

    augment: None for inputs as they are, features or uint8 pixels; otherwise pixels turn to float32.
    """

    def __init__(self, data: Sets, batch_size: int, seed: int, augment: augmentation.Recipe | None) -> None:
        self.data, self.batch_size, self.seed, self.augment = data, batch_size, seed, augment
        self.count = steps(len(data.training_rows), batch_size)
        self.draw(0)
        self.whole = self.dataset(0)

    def __call__(self, epoch: int, first: int = 0) -> tf.data.Dataset:
        """Return an epoch's batches (inputs, one-hot targets, weights), shuffled, the last one maybe smaller.

        They are those of the epoch that was asked for last, so an epoch ends before the next is asked for.
        first: the batch (from 0) to begin with, where an epoch goes on.
        """
        if epoch != self.epoch:
            self.draw(epoch)
        return self.dataset(first) if first else self.whole

    def draw(self, epoch: int) -> None:
        """Draw the order of an epoch's images, and their changes."""
        count = len(self.data.training_rows)
        self.epoch, self.changes = epoch, augmentation.Changes({}, {})
        self.order = np.random.default_rng([self.seed, epoch, 0]).permutation(count)
        if self.augment is not None:
            height, width = self.data.inputs.shape[1:3]
            self.changes = augmentation.draw(
                self.augment, images=count, batches=self.count, seed=self.seed, epoch=epoch,
                height=height, width=width,
            )  # fmt: skip

    def gather(self, step: int) -> tuple[np.ndarray, ...]:
        """Return a batch: inputs, class ids, weights and what is drawn for it."""
        data, changes = self.data, self.changes
        chosen = self.order[step * self.batch_size : (step + 1) * self.batch_size]
        of_images = [numbers[chosen] for numbers in changes.of_images.values()]
        of_batch = [numbers[step : step + 1] for numbers in changes.of_batches.values()]
        images = data.inputs[data.training_rows[chosen]]
        if changes.moves is not None:  # here, where they were copied anyway: in memory that is near
            images = geometry.warped(images, changes.moves[chosen])
        return images, data.training_ids[chosen], data.training_weights[chosen], *of_images, *of_batch

    def finish(self, images: Any, class_id: Any, weight: Any, *numbers: Any) -> tuple[Any, Any, Any]:
        """Return the batch as the net is to have it."""
        target = tf.one_hot(class_id, self.data.classes)
        if self.augment is None:
            return images, target, weight
        names = [*self.changes.of_images, *self.changes.of_batches]
        drawn = dict(zip(names, numbers, strict=True))
        changed: tuple[Any, Any, Any] = augmentation.traced_apply(
            tf.cast(images, tf.float32), target, weight, drawn
        )
        return changed

    def dataset(self, first: int) -> tf.data.Dataset:
        """Return the batches of whichever epoch is drawn, from `first` on."""
        data, changes = self.data, self.changes
        sample = data.inputs[:0] if changes.moves is None else data.inputs[:0].astype(np.float32)
        drawn = (*changes.of_images.values(), *changes.of_batches.values())
        samples = (sample, data.training_ids, data.training_weights, *drawn)
        gathered = pipeline(self.gather, samples, self.count, first, AT_ONCE)
        return gathered.map(self.finish, num_parallel_calls=AT_ONCE).prefetch(2)


def training(
    data: Sets,
    *,
    batch_size: int,
    seed: int,
    epoch: int,
    augment: augmentation.Recipe | None,
    first: int = 0,
) -> tf.data.Dataset:
    """Return the batches of one epoch alone, as Epochs does."""
    return Epochs(data, batch_size, seed, augment)(epoch, first)


def validation(data: Sets) -> tf.data.Dataset:
    """Return the batches (inputs, one-hot targets) of the images to validate on."""
    dataset = inference(data.inputs, data.validation_rows, data.validation_ids)
    return dataset.map(lambda inputs, class_id: (inputs, tf.one_hot(class_id, data.classes)))
