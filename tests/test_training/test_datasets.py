"""Every tf.data.Dataset is made in one place, without the autotuner that stops the clock at epochs' ends."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineup.inference.batches import inference, pipeline, predict
from lineup.training import batches, loop
from tests.conftest import ROOT
from tests.test_training.test_batches import sets

MAKER = ("batches", "pipeline")
RETURNED: dict[str, Callable[[], tf.data.Dataset]] = {
    "training": lambda: batches.training(sets(), batch_size=4, seed=0, epoch=0, augment=None),
    "validation": lambda: batches.validation(sets()),
    "inference": lambda: inference(sets().inputs, np.arange(10), np.zeros((10, 1))),
    "pipeline": lambda: pipeline(lambda step: (np.full(2, step),), (np.zeros(2, int),), 3),
}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions of lineup/ and stages/, each with its module's name."""
    for folder in ("lineup", "stages"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.parse(file.read_text()).body:
                if isinstance(node, ast.FunctionDef):
                    yield file.stem, node


def makes_one(function: ast.FunctionDef) -> bool:
    """Say whether it calls something like tf.data.Dataset.range or tf.data.TFRecordDataset."""
    calls = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(call.startswith("tf.data.") and "Dataset" in call for call in calls)


def test_one_function_makes_them_all() -> None:
    assert [(module, one.name) for module, one in functions() if makes_one(one)] == [MAKER]


def test_every_function_that_returns_one_is_known_here() -> None:
    returning = {
        one.name for _, one in functions() if one.returns and "tf.data.Dataset" in ast.unparse(one.returns)
    }
    assert returning == set(RETURNED)


@pytest.mark.parametrize("name", RETURNED)
def test_the_autotuner_is_off(name: str) -> None:
    dataset = RETURNED[name]()
    assert dataset.options().autotune.enabled is False
    assert len(list(dataset.as_numpy_iterator())) == dataset.cardinality() > 0


def test_training_and_asking_use_no_other_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool | None] = []
    plain = tf.data.Dataset.__iter__

    def watched(self: tf.data.Dataset) -> Iterator[object]:
        seen.append(self.options().autotune.enabled)
        iterator: Iterator[object] = plain(self)
        return iterator

    for kind in {type(make()) for make in RETURNED.values()} | {tf.data.Dataset}:
        monkeypatch.setattr(kind, "__iter__", watched)
    data = sets()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(3)])
    model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    loop.run(
        model,
        epochs=2,
        training=batches.Epochs(data, 4, 0, None),
        validation=batches.validation(data),
        checkpoint_path=tmp_path / "checkpoint.npz",
        checkpoint_batches=None,
        patience=None,
        restore_best=False,
        on_epoch=lambda _: None,
    )
    predict(model, data.inputs, np.arange(10))
    assert seen == [False] * 3  # one for all epochs, one for all validations, one for the answers
