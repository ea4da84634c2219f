"""The epochs of one training: fit, validate, remember the best, checkpoint, tell observers."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from lineup.training import checkpoint, compiling, passing
from lineup.training.batches import Epochs
from lineup.training.checkpoint import Progress, Saved

Epoch = dict[str, float]


class Data(NamedTuple):
    """Batches to train and to validate on, epoch after epoch, and how many an epoch has of each."""

    training: Iterator[Any]
    steps: int
    validation: Iterator[Any]
    validation_steps: int


@passing.letting_go
def run(
    model: keras.Model,
    *,
    epochs: int,
    training: Epochs,
    validation: tf.data.Dataset,
    checkpoint_path: Path,
    checkpoint_batches: int | None,
    patience: int | None,
    restore_best: bool,
    on_epoch: Callable[[list[Epoch]], None],
    by_xla: bool = False,
) -> Progress:
    """Train the compiled `model` to its last epoch, or until `patience` epochs bring no lower val_loss.

    Goes on from checkpoint_path where that exists; it is written after every epoch, and every
    checkpoint_batches. on_epoch(history), with the seconds of every epoch, is called whenever one is safe on
    disk. by_xla: have XLA compile the steps, if it can.
    """
    model.optimizer.build(model.trainable_variables)
    if by_xla:
        compiling.by_xla(model, training(0, 1), validation.take(1))
    saved = checkpoint.restore(checkpoint_path, model)
    progress = saved.progress
    if progress.history:
        on_epoch(progress.timed)
    if saved.sums or tf.distribute.has_strategy():
        model.evaluate(validation.take(1), verbose=0)  # makes the metrics' variables
    done = len(progress.history) * training.count + progress.batches
    data = Data(
        passing.opened(training(done, epochs * training.count)),
        training.count,
        passing.opened(validation.repeat()),
        len(validation),
    )
    while len(progress.history) < epochs and not progress.stopped:
        row, seconds = run_epoch(model, saved, data, checkpoint_path, checkpoint_batches)
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
    model: keras.Model, saved: Saved, data: Data, path: Path, every: int | None
) -> tuple[Epoch, float]:
    """Train the next epoch, or the rest of it; return its figures, numbered from 1, and the seconds.

    A checkpoint is saved after `every` so many batches, but for an epoch's last, whose end is saved anyway.
    The seconds are those of the part trained here; a checkpoint within the epoch has those before it.
    """
    started, progress = time.perf_counter(), saved.progress
    first = progress.batches
    rate = progress.learning_rate if first else float(np.asarray(model.optimizer.learning_rate))

    def save(step: int) -> None:
        done = step + 1
        if not every or done % every or done == data.steps:
            return
        seconds = progress.seconds + time.perf_counter() - started
        now = replace(progress, batches=done, learning_rate=rate, seconds=seconds)
        sums = [variable.numpy() for variable in model.metrics_variables]
        checkpoint.save(path, model, Saved(now, saved.best, sums))

    trained = passing.train(model, data.training, range(first, data.steps), saved.sums, save)
    validated = passing.evaluate(model, data.validation, data.validation_steps)
    figures = {name: trained[name] for name in ("loss", "accuracy")}
    figures |= {f"val_{name}": validated[name] for name in ("loss", "accuracy")}
    row = {"epoch": len(progress.history) + 1, **figures, "learning_rate": rate}
    return row, time.perf_counter() - started
