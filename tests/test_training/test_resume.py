"""A training killed after any epoch goes on to the same weights, dropout and early stopping included."""

import gc
import tempfile
import weakref
from functools import cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from lineup.inference import device
from lineup.training import batches, checkpoint, loop, optimizers, passing, sets, whole
from lineup.training.checkpoint import Progress
from lineup.training.sets import Sets

EPOCHS = 4
STEPS = 6  # batches of an epoch
AUGMENT = {"rotation": 10, "horizontal_flip": True, "random_erasing": 0.5, "mixup": 0.2, "cutmix": 1.0}


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


def data() -> Sets:
    random = np.random.default_rng(0)
    class_ids = random.integers(0, 3, 48)
    inputs = random.integers(0, 256, (64, 8, 8, 3)).astype(np.uint8)
    return Sets(
        inputs=inputs,
        classes=3,
        training_rows=np.arange(48),
        training_ids=class_ids,
        training_weights=sets.image_weights(class_ids, 3, "balanced"),
        validation_rows=np.arange(48, 64),
        validation_ids=random.integers(0, 3, 16),
    )


def new_model() -> keras.Model:
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu")(inputs)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Dropout(0.5)(keras.layers.Flatten()(x))
    nets = whole.assemble(keras.Model(inputs, keras.layers.Dense(3)(x)), scaling="unit")
    nets.fit.compile(
        optimizers.make("adam", 0.01, schedule="cosine", total_steps=STEPS * EPOCHS),
        keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    return nets.fit


def train(
    path: Path,
    kill_after: int | None = None,
    patience: int | None = None,
    every: int | None = None,
    by_xla: bool = False,
) -> tuple[Progress, list[Any]]:
    device.configure("float32")
    part, model = data(), new_model()

    def on_epoch(history: list[dict[str, float]]) -> None:
        if kill_after == len(history):
            raise Killed

    progress = loop.run(
        model,
        epochs=EPOCHS,
        training=batches.Epochs(part, 8, 5, AUGMENT),
        validation=batches.validation(part),
        checkpoint_path=path,
        checkpoint_batches=every,
        patience=patience,
        restore_best=patience is not None,
        on_epoch=on_epoch,
        by_xla=by_xla,
    )
    return progress, [variable.numpy() for variable in model.variables]


@cache
def uninterrupted(patience: int | None) -> tuple[Progress, list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        return train(Path(folder, "uninterrupted.npz"), patience=patience)


@pytest.mark.parametrize(("patience", "kill_after"), [(None, 2), (2, 1)])
def test_killed_and_resumed_as_if_nothing_had_happened(
    tmp_path: Path, patience: int | None, kill_after: int
) -> None:
    expected, weights = uninterrupted(patience)
    assert len(expected.history) > kill_after
    with pytest.raises(Killed):
        train(tmp_path / "killed.npz", kill_after, patience)
    progress, resumed = train(tmp_path / "killed.npz", patience=patience)
    assert progress.history == expected.history
    assert progress.best_epoch == expected.best_epoch
    for ours, theirs in zip(resumed, weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("killed_at", [3, 2 * STEPS + 5])
def test_killed_within_an_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int) -> None:
    """A checkpoint is written after batches 2 and 4 of each epoch, not after 6, its last."""
    expected, weights = uninterrupted(2)
    path, trained, kills = tmp_path / "killed.npz", [], [killed_at]
    make = keras.Model.make_train_function

    def counting(self: keras.Model) -> None:
        if self.train_function is not None:
            return
        make(self)
        step = vars(self)["train_function"]

        def count(iterator: Any) -> Any:
            logs = step(iterator)
            trained.append(logs)
            if len(trained) in kills:
                kills.clear()
                raise Killed
            return logs

        self.train_function = count

    monkeypatch.setattr(keras.Model, "make_train_function", counting)
    with pytest.raises(Killed):
        train(path, patience=2, every=2)
    del trained[:]
    progress, resumed = train(path, patience=2)  # without further checkpoints within an epoch
    assert len(trained) == len(expected.history) * STEPS - killed_at // 2 * 2
    assert progress.history == expected.history
    assert (progress.best_epoch, progress.stopped) == (expected.best_epoch, expected.stopped)
    for ours, theirs in zip(resumed, weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_training_that_ends_by_an_error_holds_no_iterator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python aborts where it ends while an iterator's threads call it."""
    opened, made = passing.opened, list[weakref.ref[Any]]()

    def watched(dataset: Any) -> Any:
        iterator = opened(dataset)
        made.append(weakref.ref(iterator))
        return iterator

    monkeypatch.setattr(passing, "opened", watched)
    with pytest.raises(Killed) as caught:
        train(tmp_path / "killed.npz", kill_after=1)
    gc.collect()
    assert caught.value.__traceback__
    assert [one() for one in made] == [None, None]


def test_checkpoints_within_epochs_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, weights = uninterrupted(None)
    written: list[tuple[int, int]] = []
    save = checkpoint.save

    def note(path: Path, model: keras.Model, saved: checkpoint.Saved) -> None:
        written.append((len(saved.progress.history), saved.progress.batches))
        save(path, model, saved)

    monkeypatch.setattr(checkpoint, "save", note)
    progress, own = train(tmp_path / "with.npz", every=4)
    assert written == [(0, 4), (1, 0), (1, 4), (2, 0), (2, 4), (3, 0), (3, 4), (4, 0)]
    assert progress.history == expected.history
    for ours, theirs in zip(own, weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_kill_while_writing_leaves_the_old_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(Killed):
        train(path, kill_after=2)
    path.with_suffix(".part").write_bytes(b"half a file")
    progress, _ = train(path)
    assert len(progress.history) == EPOCHS
    assert not path.with_suffix(".part").exists()


def test_a_damaged_checkpoint_is_told_of_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(Killed):
        train(path, kill_after=1)
    path.write_bytes(path.read_bytes()[:500])
    progress, _ = train(path)
    assert len(progress.history) == EPOCHS
    assert capsys.readouterr().err.startswith(f"warning: {path} is damaged (")
