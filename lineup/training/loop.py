"""The epochs of one training: fit, validate, remember the best, checkpoint, tell observers."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from lineup.training import checkpoint
from lineup.training.checkpoint import Progress, Saved

Epoch = dict[str, float]


class Batches(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Goes on within an epoch, from `first` with the metrics' `sums`, and saves within it every `every`."""

    def __init__(
        self, first: int, sums: list[np.ndarray], every: int | None, save: Callable[[int], None]
    ) -> None:
        super().__init__()
        self.first, self.sums, self.every, self.save = first, sums, every, save

    def on_epoch_begin(self, *_: Any) -> None:
        """Put back the sums, which Keras has just set to 0."""
        if self.sums:
            for variable, value in zip(self.model.metrics_variables, self.sums, strict=True):
                variable.assign(value)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        """Save, but not after an epoch's last batch, whose end is saved anyway."""
        done = self.first + batch + 1
        if self.every and done % self.every == 0 and batch + 1 < self.params["steps"]:
            self.save(done)


def run(
    model: keras.Model,
    *,
    epochs: int,
    epoch_batches: Callable[[int, int], Any],
    validation: Any,
    checkpoint_path: Path,
    checkpoint_batches: int | None,
    patience: int | None,
    restore_best: bool,
    on_epoch: Callable[[list[Epoch]], None],
) -> Progress:
    """Train the compiled `model` to its last epoch, or until `patience` epochs bring no lower val_loss.

    Goes on from checkpoint_path where that exists; it is written after every epoch, and every
    checkpoint_batches. epoch_batches(epoch, first) gives an epoch's batches from `first` on (both from 0);
    on_epoch(history), with the seconds of every epoch, is called whenever one is safe on disk.
    """
    model.optimizer.build(model.trainable_variables)
    saved = checkpoint.restore(checkpoint_path, model)
    progress = saved.progress
    if progress.history:
        on_epoch(progress.timed)
    while len(progress.history) < epochs and not progress.stopped:
        row, seconds = run_epoch(model, saved, epoch_batches, validation, checkpoint_path, checkpoint_batches)
        progress.history.append(row)
        progress.seconds += seconds
        progress.epoch_seconds.append(progress.seconds - sum(progress.epoch_seconds))
        progress.batches, saved.sums = 0, []
        if row["val_loss"] < progress.best_loss:
            progress.best_loss, progress.best_epoch = row["val_loss"], len(progress.history)
            kept = model.variables if patience and restore_best else []
            saved.best = [variable.numpy() for variable in kept]
        progress.stopped = patience is not None and len(progress.history) - progress.best_epoch >= patience
        checkpoint.save(checkpoint_path, model, saved)
        on_epoch(progress.timed)
    if saved.best:
        for variable, value in zip(model.variables, saved.best, strict=True):
            variable.assign(value)
    return progress


def run_epoch(
    model: keras.Model,
    saved: Saved,
    epoch_batches: Callable[[int, int], Any],
    validation: Any,
    path: Path,
    every: int | None,
) -> tuple[Epoch, float]:
    """Train the next epoch, or the rest of it; return its figures, numbered from 1, and the seconds.

    The seconds are those of the part trained here; a checkpoint within the epoch has those before it.
    """
    started, progress = time.perf_counter(), saved.progress
    epoch, first = len(progress.history), progress.batches
    rate = progress.learning_rate if first else float(np.asarray(model.optimizer.learning_rate))

    def save(done: int) -> None:
        seconds = progress.seconds + time.perf_counter() - started
        now = replace(progress, batches=done, learning_rate=rate, seconds=seconds)
        sums = [variable.numpy() for variable in model.metrics_variables]
        checkpoint.save(path, model, Saved(now, saved.best, sums))

    if saved.sums:
        model.evaluate(epoch_batches(epoch, 0).take(1), verbose=0)  # makes the metrics' variables for Batches
    log = model.fit(
        epoch_batches(epoch, first),
        initial_epoch=epoch,
        epochs=epoch + 1,
        validation_data=validation,
        shuffle=False,
        verbose=0,
        callbacks=[Batches(first, saved.sums, every, save)] if every or first else None,
    ).history
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    figures = {name: float(log[name][0]) for name in names}
    return {"epoch": epoch + 1, **figures, "learning_rate": rate}, time.perf_counter() - started
