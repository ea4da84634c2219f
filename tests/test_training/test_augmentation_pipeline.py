"""A batch is a function of (seed, epoch, index), and what is not asked for changes nothing."""

import threading
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineup.inference import device
from lineup.schema.variant import Augmentation
from lineup.training import batches, sets
from lineup.training.augmentation import epoch as augmentation
from lineup.training.augmentation import geometry
from lineup.training.sets import Sets

ALL: dict[str, Any] = {
    "rotation": 10, "horizontal_flip": True, "brightness": 0.4, "contrast": 0.4, "saturation": 0.4,
    "hue": 0.1, "rand_augment": {"layers": 2, "magnitude": 9}, "random_erasing": 0.5, "mixup": 0.2,
    "cutmix": 1.0,
}  # fmt: skip
SIDE = 16


def data(count: int = 21) -> Sets:
    random = np.random.default_rng(0)
    class_ids = random.integers(0, 3, count)
    return Sets(
        inputs=random.integers(0, 256, (count + 4, SIDE, SIDE, 3)).astype(np.uint8),
        classes=3,
        training_rows=np.arange(count) + 2,
        training_ids=class_ids,
        training_weights=sets.image_weights(class_ids, 3, "balanced"),
        validation_rows=np.arange(2),
        validation_ids=np.zeros(2, int),
    )


def epoch(recipe: dict[str, Any], seed: int = 3, number: int = 2) -> list[Any]:
    device.configure("float32")
    keras.utils.set_random_seed(seed)  # what follows in this process needs one, now that operations are exact
    augment = Augmentation.model_validate(recipe).model_dump()
    made = batches.training(data(), batch_size=8, seed=seed, epoch=number, augment=augment)
    return list(made.as_numpy_iterator())


def flat(parts: list[Any]) -> np.ndarray:
    return np.concatenate([np.concatenate([array.ravel() for array in part]) for part in parts])


def test_moves_alone_give_what_they_always_gave() -> None:
    part = data()
    order = np.random.default_rng([3, 2, 0]).permutation(21)
    random = np.random.default_rng([3, 2, 1]).random((21, 8))
    maps = geometry.transforms(random, SIDE, SIDE, rotation=10, horizontal_flip=True)
    for step, (images, targets, weights) in enumerate(epoch({"rotation": 10, "horizontal_flip": True})):
        chosen = order[step * 8 : step * 8 + 8]
        expected = geometry.warp(part.inputs[part.training_rows[chosen]], maps[chosen])
        assert (images == expected.numpy()).all()
        assert (targets == np.eye(3, dtype=np.float32)[part.training_ids[chosen]]).all()
        assert (weights == part.training_weights[chosen]).all()


@pytest.mark.parametrize("name", ["all", *ALL])
def test_each_change_alone_and_all_together(name: str) -> None:
    recipe = ALL if name == "all" else {name: ALL[name]}
    plain, changed = epoch({}), epoch(recipe)
    assert (flat(changed) == flat(epoch(recipe))).all()
    assert [part[0].shape for part in changed] == [(8, SIDE, SIDE, 3), (8, SIDE, SIDE, 3), (5, SIDE, SIDE, 3)]
    for before, after in zip(plain, changed, strict=True):
        assert after[0].dtype == np.float32
        assert after[0].min() >= 0
        assert after[0].max() <= 255.001
        np.testing.assert_allclose(after[1].sum(axis=1), 1, rtol=1e-6)
        mixes = name in ("all", "mixup", "cutmix")
        assert mixes or ((after[1] == before[1]).all() and (after[2] == before[2]).all())
    pixels = [np.concatenate([part[0] for part in parts]) for parts in (plain, changed)]
    assert (pixels[0] != pixels[1]).any()


def test_another_epoch_and_another_seed_give_other_changes() -> None:
    first = flat(epoch(ALL))
    assert (first != flat(epoch(ALL, number=3))).any()
    assert (first != flat(epoch(ALL, seed=4))).any()


@pytest.mark.parametrize("name", ["horizontal_flip", "rand_augment", "brightness", "random_erasing", "mixup"])
def test_what_is_left_off_does_not_move_the_rest(name: str) -> None:
    def drawn(recipe: dict[str, Any]) -> dict[str, np.ndarray]:
        changes = augmentation.draw(recipe, images=9, batches=2, seed=1, epoch=0, height=SIDE, width=SIDE)
        moves = {} if changes.moves is None else {"moves": changes.moves}
        return {**changes.of_images, **changes.of_batches, **moves}

    alone, together = drawn({name: ALL[name]}), drawn(ALL | {"rotation": 0, "cutmix": 0})
    for key, numbers in alone.items():
        if key == "order":
            continue  # one of four names
        if key == "colours":
            numbers, together[key] = numbers[:, 0], together[key][:, 0]
        assert (numbers == together[key]).all(), key


def test_inside_a_pipeline_as_eagerly() -> None:
    part = data()
    changes = augmentation.draw(ALL, images=21, batches=3, seed=3, epoch=2, height=SIDE, width=SIDE)
    order = np.random.default_rng([3, 2, 0]).permutation(21)
    for step, made in enumerate(epoch(ALL)):
        chosen = order[step * 8 : step * 8 + 8]
        drawn = {name: tf.constant(numbers[chosen]) for name, numbers in changes.of_images.items()}
        drawn |= {name: tf.constant(numbers[step : step + 1]) for name, numbers in changes.of_batches.items()}
        assert changes.moves is not None
        images = geometry.warp(part.inputs[part.training_rows[chosen]], changes.moves[chosen])
        eager = augmentation.apply(
            images,
            np.eye(3, dtype=np.float32)[part.training_ids[chosen]],
            part.training_weights[chosen],
            drawn,
        )
        for ours, theirs in zip(made, eager, strict=True):
            np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-3)


def test_however_many_batches_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same draws, in the same order: on a machine of other cores, and where an epoch goes on."""
    found = []
    for number in (1, 2, 7):
        monkeypatch.setattr(batches, "AT_ONCE", number)
        found.append(flat(epoch(ALL)))
    assert (found[0] == found[1]).all()
    assert (found[0] == found[2]).all()
    augment = Augmentation.model_validate(ALL).model_dump()
    rest = batches.training(data(), batch_size=8, seed=3, epoch=2, augment=augment, first=1)
    assert (flat(list(rest.as_numpy_iterator())) == flat(epoch(ALL)[1:])).all()


def test_a_trainings_epochs_are_those_that_each_would_be_alone() -> None:
    alone = [part for number in range(4) for part in epoch(ALL, number=number)]
    epochs = batches.Epochs(data(), 8, 3, Augmentation.model_validate(ALL).model_dump())
    whole = 4 * epochs.count
    for first in (0, epochs.count, whole - 1, 1):  # forwards and back: what is drawn is kept for two epochs
        rest = list(epochs(first, whole).as_numpy_iterator())
        assert [len(part[0]) for part in rest] == [len(part[0]) for part in alone[first:]]
        assert (flat(rest) == flat(alone[first:])).all()
        assert len(epochs.kept) <= 2


def test_batches_are_made_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits until another one is under way; alone it would give up."""
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    both = threading.Barrier(2)
    plain = geometry.warped

    def together(images: np.ndarray, maps: np.ndarray) -> np.ndarray:
        both.wait(timeout=60)
        return plain(images, maps)

    monkeypatch.setattr(geometry, "warped", together)
    device.configure("float32")
    made = batches.training(data(32), batch_size=8, seed=3, epoch=2, augment={"rotation": 10})
    assert len(list(made.as_numpy_iterator())) == 4
