"""The epochs of one training: fit, validate, remember the best, checkpoint, tell observers."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from stages.training import checkpoint
from stages.training.checkpoint import Progress

Epoch = dict[str, float]


def run(
    model: keras.Model,
    *,
    epochs: int,
    epoch_batches: Callable[[int], Any],
    validation: Any,
    checkpoint_path: Path,
    patience: int | None,
    restore_best: bool,
    on_epoch: Callable[[list[Epoch]], None],
) -> Progress:
    """Train the compiled `model` to its last epoch, or until `patience` epochs bring no lower val_loss.

    Goes on from checkpoint_path where that exists. epoch_batches(epoch) gives the batches of an epoch
    (from 0); on_epoch(history), with the seconds of every epoch, is called whenever one is safe on disk.
    """
    model.optimizer.build(model.trainable_variables)
    progress, best = checkpoint.restore(checkpoint_path, model)
    if progress.history:
        on_epoch(progress.timed)
    while len(progress.history) < epochs and not progress.stopped:
        started = time.perf_counter()
        progress.history.append(run_epoch(model, len(progress.history), epoch_batches, validation))
        val_loss = progress.history[-1]["val_loss"]
        if val_loss < progress.best_loss:
            progress.best_loss, progress.best_epoch = val_loss, len(progress.history)
            best = [variable.numpy() for variable in model.variables] if patience and restore_best else []
        progress.stopped = patience is not None and len(progress.history) - progress.best_epoch >= patience
        progress.epoch_seconds.append(time.perf_counter() - started)
        progress.seconds += progress.epoch_seconds[-1]
        checkpoint.save(checkpoint_path, model, progress, best)
        on_epoch(progress.timed)
    if best:
        for variable, value in zip(model.variables, best, strict=True):
            variable.assign(value)
    return progress


def run_epoch(model: keras.Model, epoch: int, epoch_batches: Callable[[int], Any], validation: Any) -> Epoch:
    """Train one epoch (from 0) and return its figures, numbered from 1."""
    learning_rate = float(np.asarray(model.optimizer.learning_rate))
    log = model.fit(
        epoch_batches(epoch),
        initial_epoch=epoch,
        epochs=epoch + 1,
        validation_data=validation,
        shuffle=False,
        verbose=0,
    ).history
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return {
        "epoch": epoch + 1,
        **{name: float(log[name][0]) for name in names},
        "learning_rate": learning_rate,
    }
