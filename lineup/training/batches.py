"""The batches of an epoch, in an order that (seed, epoch) decides."""

import os
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lineup.inference.batches import inference, pipeline, steps
from lineup.training.augmentation import epoch as augmentation
from lineup.training.augmentation import geometry
from lineup.training.sets import Sets

AT_ONCE = min(os.cpu_count() or 1, 16)  # batches under way: memory for them is 8 MB each at 64 x 64 pixels


class Drawn(NamedTuple):
    """What is drawn for an epoch: the order of its images, and their changes."""

    order: np.ndarray
    changes: augmentation.Changes


class Epochs:
    """A training's batches, numbered from 0 through all its epochs.

    The next epoch's first ones are gathered while one is validated. augment: None for inputs as they are,
    features or uint8 pixels; otherwise pixels turn to float32. count: batches in an epoch.
    """

    def __init__(self, data: Sets, batch_size: int, seed: int, augment: augmentation.Recipe | None) -> None:
        self.data, self.batch_size, self.seed, self.augment = data, batch_size, seed, augment
        self.count = steps(len(data.training_rows), batch_size)
        self.lock, self.kept = threading.Lock(), dict[int, Drawn]()

    def __call__(self, first: int, end: int) -> tf.data.Dataset:
        """Return batches `first` to `end` - 1: inputs, one-hot targets, weights.

        Each epoch has all images, shuffled; its last batch may be smaller.
        """
        data, changes = self.data, self.drawn(first // self.count).changes
        sample = data.inputs[:0] if changes.moves is None else data.inputs[:0].astype(np.float32)
        numbers = (*changes.of_images.values(), *changes.of_batches.values())
        samples = (sample, data.training_ids, data.training_weights, *numbers)
        names = [*changes.of_images, *changes.of_batches]
        gathered = pipeline(self.gather, samples, end, first, AT_ONCE)
        return gathered.map(partial(self.finish, names), num_parallel_calls=AT_ONCE).prefetch(2)

    def drawn(self, epoch: int) -> Drawn:
        """Return what is drawn for an epoch; the newest and the one before it are kept."""
        with self.lock:
            if epoch not in self.kept:
                before = {one: drawn for one, drawn in self.kept.items() if one == epoch - 1}
                self.kept = before | {epoch: self.draw(epoch)}
            return self.kept[epoch]

    def draw(self, epoch: int) -> Drawn:
        """Draw the order of an epoch's images, and their changes."""
        count = len(self.data.training_rows)
        order = np.random.default_rng([self.seed, epoch, 0]).permutation(count)
        if self.augment is None:
            return Drawn(order, augmentation.Changes({}, {}))
        height, width = self.data.inputs.shape[1:3]
        changes = augmentation.draw(
            self.augment, images=count, batches=self.count, seed=self.seed, epoch=epoch,
            height=height, width=width,
        )  # fmt: skip
        return Drawn(order, changes)

    def gather(self, number: int) -> tuple[np.ndarray, ...]:
        """Return a batch: inputs, class ids, weights and what is drawn for it."""
        epoch, step = divmod(int(number), self.count)
        data, (order, changes) = self.data, self.drawn(epoch)
        chosen = order[step * self.batch_size : (step + 1) * self.batch_size]
        of_images = [numbers[chosen] for numbers in changes.of_images.values()]
        of_batch = [numbers[step : step + 1] for numbers in changes.of_batches.values()]
        images = data.inputs[data.training_rows[chosen]]
        if changes.moves is not None:  # here, where they were copied anyway: in memory that is near
            images = geometry.warped(images, changes.moves[chosen])
        return images, data.training_ids[chosen], data.training_weights[chosen], *of_images, *of_batch

    def finish(
        self, names: Sequence[str], images: Any, class_id: Any, weight: Any, *numbers: Any
    ) -> tuple[Any, Any, Any]:
        """Return the batch as the net is to have it; numbers: what is drawn for it, by `names`."""
        target = tf.one_hot(class_id, self.data.classes)
        if self.augment is None:
            return images, target, weight
        drawn = dict(zip(names, numbers, strict=True))
        changed: tuple[Any, Any, Any] = augmentation.traced_apply(
            tf.cast(images, tf.float32), target, weight, drawn
        )
        return changed


def training(
    data: Sets, *, batch_size: int, seed: int, epoch: int, augment: augmentation.Recipe | None, first: int = 0
) -> tf.data.Dataset:
    """Return the batches of one epoch alone, from `first` on, as Epochs has them."""
    epochs = Epochs(data, batch_size, seed, augment)
    return epochs(epoch * epochs.count + first, (epoch + 1) * epochs.count)


def validation(data: Sets) -> tf.data.Dataset:
    """Return the batches (inputs, one-hot targets) of the images to validate on."""
    dataset = inference(data.inputs, data.validation_rows, data.validation_ids)
    return dataset.map(lambda inputs, class_id: (inputs, tf.one_hot(class_id, data.classes)))
