"""Steps compiled by XLA, which a graphics card has long trainings do: here on the CPU, which has XLA too."""

from itertools import product
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineup.inference import device
from lineup.training import batches, checkpoint, compiling, passing, pooling
from tests.test_training import test_resume


class Unknown(keras.layers.Layer):  # type: ignore[misc, unused-ignore]
    """A layer that no compiler can look into."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        same = tf.py_function(tf.identity, [inputs], inputs.dtype)
        same.set_shape(inputs.shape)
        return same


def small(*between: keras.layers.Layer) -> keras.Model:
    """Return a compiled net without anything drawn but its first weights."""
    keras.utils.set_random_seed(3)
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.MaxPooling2D(3, padding="same")(keras.layers.Conv2D(4, 3, activation="relu")(inputs))
    for layer in between:
        x = layer(x)
    model = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(x)))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(1e-4), loss, metrics=["accuracy"], jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    return model


def test_compiled_steps_come_to_what_others_come_to_but_for_rounding(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And the try before them leaves the model as it was, without a word."""
    device.configure("float32")
    part, plain, fast = test_resume.data(), small(), small()
    epochs, held = batches.Epochs(part, 8, 5, None), batches.validation(part)
    compiling.by_xla(fast, epochs(0, 1), held.take(1))
    for one, other in zip(checkpoint.state(plain), checkpoint.state(fast), strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    assert fast.train_function is not None
    assert capsys.readouterr().err == ""
    told = []
    for model in (plain, fast):
        trained = passing.train(model, passing.opened(epochs(0, 6)), range(6), [], lambda _: None)
        told.append([*trained.values(), *passing.evaluate(model, passing.opened(held), 1).values()])
    assert told[1] == pytest.approx(told[0], rel=1e-4)
    for one, other in zip(plain.variables, fast.variables, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), rtol=1e-3, atol=1e-5)


def test_compiled_steps_go_on_after_a_kill_to_the_same_bits(tmp_path: Path) -> None:
    """Dropout, batch normalisation and a moving learning rate included."""
    whole, weights = test_resume.train(tmp_path / "whole.npz", by_xla=True)
    with pytest.raises(test_resume.Killed):
        test_resume.train(tmp_path / "killed.npz", kill_after=2, by_xla=True)
    resumed, again = test_resume.train(tmp_path / "killed.npz", by_xla=True)
    assert resumed.history == whole.history
    for one, other in zip(weights, again, strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_xla_cannot_compile_is_told_and_trains_without(capsys: pytest.CaptureFixture[str]) -> None:
    device.configure("float32")
    model, part = small(Unknown()), test_resume.data()
    compiling.by_xla(model, batches.Epochs(part, 8, 5, None)(0, 1), batches.validation(part).take(1))
    assert model.train_function is None
    told = capsys.readouterr().err
    assert told.startswith("warning: XLA cannot compile this net, so it trains slower: ")
    assert told.count("\n") == 1


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_pooling_by_slices_is_keras_to_the_bit(padding: str) -> None:
    """Values and gradients, where windows hold several of the largest, overlap or leave some out."""
    drawn = np.random.default_rng(0).normal(size=(2, 7, 12, 3)).round(1)
    pixels = tf.constant(np.maximum(drawn, 0), tf.float32)
    for window, stride in product([2, 3, (3, 2)], [None, 1, (2, 3)]):
        layer = keras.layers.MaxPooling2D(window, strides=stride, padding=padding)
        nested = keras.Sequential([keras.Input((7, 12, 3)), keras.Sequential([layer])])
        own = pooled(nested, pixels)
        pooling.compilable(nested)
        assert layer.call.func is pooling.by_slices
        for one, other in zip(own, pooled(nested, pixels), strict=True):
            np.testing.assert_array_equal(one, other)


def pooled(net: keras.Model, pixels: tf.Tensor) -> list[np.ndarray]:
    """Return what the net makes of the pixels, and the gradient of a sum whose terms weigh differently."""
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        answer = net(pixels)
        weights = tf.reshape(tf.range(tf.size(answer), dtype=tf.float32) % 7 + 1, answer.shape)
        total = tf.reduce_sum(weights * answer)
    return [answer.numpy(), tape.gradient(total, pixels).numpy()]


def test_one_card_compiles_long_trainings() -> None:
    card = device.Device("NVIDIA H200", "mixed_float16")
    both = device.Device("NVIDIA H200", "mixed_float16", ("GPU:0", "GPU:1"))
    assert [card.compiles(steps) for steps in (2_999, 3_000)] == [False, True]
    assert not both.compiles(100_000)
    assert not device.Device("cpu", "float32").compiles(100_000)
