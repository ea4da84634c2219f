"""One training: a variant with a seed. All code that decides its weights is what this module imports."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras

from lineup.inference.device import Device
from lineup.schema.variant import Variant
from lineup.training import batches, loop, nets
from lineup.training.checkpoint import Progress
from lineup.training.loop import Epoch
from lineup.training.sets import Sets


def train(
    variant: Variant,
    seed: int,
    data: Sets,
    folder: Path,
    *,
    machine: Device,
    checkpoint: Path,
    checkpoint_batches: int | None,
    on_epoch: Callable[[list[Epoch]], None],
) -> tuple[keras.Model, Progress]:
    """Train one seed, from its checkpoint where there is one; return the whole model and how it went.

    folder: of the inputs; with a backbone in it, the whole model has that before it.
    """
    start_anew(seed)
    stopping = variant.early_stopping
    with machine.scope():
        made = nets.build(variant, data, folder)
        nets.compile_net(made.fit, variant, len(data.training_rows))
        epochs = batches.Epochs(data, variant.batch_size, seed, augmentation(variant))
        progress = loop.run(
            made.fit,
            epochs=variant.epochs,
            training=epochs,
            validation=batches.validation(data),
            checkpoint_path=checkpoint,
            checkpoint_batches=checkpoint_batches,
            patience=stopping.patience if stopping else None,
            restore_best=bool(stopping and stopping.restore_best),
            on_epoch=on_epoch,
            by_xla=machine.compiles(variant.epochs * epochs.count),
        )
    return made.whole, progress


def start_anew(seed: int) -> None:
    """Forget the training before, which Keras holds in memory, and seed all draws; the precision stays."""
    precision = keras.config.dtype_policy()
    keras.backend.clear_session()  # also forgets the precision (Keras 3.15)
    keras.config.set_dtype_policy(precision)
    keras.utils.set_random_seed(seed)


def augmentation(variant: Variant) -> dict[str, Any] | None:
    """Return the changes of training images that a variant asks for; None for images as they are."""
    return variant.augmentation.model_dump() if variant.augmentation else None
