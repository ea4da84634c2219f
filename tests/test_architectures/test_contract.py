"""What every file in lineup/architectures must do, found by its name, with an odd class count."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineup import architectures
from tests.mistakes import mistake

SHAPE, CLASSES = (64, 64, 3), 7
NAMES = architectures.names()
BUILT: dict[str, keras.Model] = {}


def built(name: str) -> keras.Model:
    if name not in BUILT:
        keras.utils.set_random_seed(0)
        BUILT[name] = architectures.build(name, input_shape=SHAPE, num_classes=CLASSES)
    return BUILT[name]


def images(count: int = 3) -> np.ndarray:
    return np.random.default_rng(0).random((count, *SHAPE)).astype(np.float32)


@pytest.mark.parametrize("name", NAMES)
def test_images_in_logits_out(name: str) -> None:
    logits = np.asarray(built(name)(images()))
    assert logits.shape == (3, CLASSES)
    assert logits.dtype == np.float32
    assert np.isfinite(logits).all()
    assert (logits < 0).any() or logits.max() > 1  # logits, no probabilities


@pytest.mark.parametrize("name", NAMES)
def test_every_trainable_weight_has_a_gradient(name: str) -> None:
    model = built(name)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(images(), training=True)))
    gradients = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
    for variable, gradient in zip(model.trainable_variables, gradients, strict=True):
        assert gradient is not None, variable.path
        assert np.isfinite(np.asarray(gradient)).all(), variable.path


@pytest.mark.parametrize("name", NAMES)
def test_saved_and_loaded_it_says_the_same(name: str, tmp_path: Path) -> None:
    model = built(name)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", compile=False)
    np.testing.assert_array_equal(np.asarray(loaded(images())), np.asarray(model(images())))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_the_same_weights(name: str) -> None:
    def weights() -> list[Any]:
        keras.utils.set_random_seed(3)
        model = architectures.build(name, input_shape=SHAPE, num_classes=CLASSES)
        return [variable.numpy() for variable in model.weights]

    for first, second in zip(weights(), weights(), strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_says_what_it_makes(name: str) -> None:
    assert (architectures.find(name).__doc__ or "").strip()


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert mistake(architectures.build, "fully_conected", input_shape=SHAPE, num_classes=CLASSES) == (
        "Unknown architecture 'fully_conected': no lineup/architectures/fully_conected.py."
        " Closest: fully_connected."
    )
