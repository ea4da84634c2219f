"""Scaling inside the saved model: what it does to pixels, and what it costs nobody's parameter count."""

import keras
import numpy as np
import pytest

from lineup.training import whole

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 3)).astype(np.uint8)


def net() -> keras.Model:
    inputs = keras.Input((8, 8, 3))
    return keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(inputs)), name="net")


@pytest.mark.parametrize("scaling", ["unit", "standardise", "none"])
def test_whole_and_fit_agree_up_to_softmax(scaling: str) -> None:
    mean, variance = whole.channel_moments(PIXELS, np.arange(4))
    model = net()
    nets = whole.assemble(model, scaling=scaling, mean=mean, variance=variance)
    scaled = {
        "unit": PIXELS / 255,
        "standardise": (PIXELS - mean) / np.sqrt(variance),
        "none": PIXELS.astype(float),
    }[scaling]
    logits = np.asarray(model(scaled.astype(np.float32)))
    np.testing.assert_allclose(np.asarray(nets.fit(PIXELS.astype(np.float32))), logits, atol=1e-3)
    expected = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(
        np.asarray(nets.whole(PIXELS)), expected / expected.sum(axis=1, keepdims=True), atol=1e-4
    )
    assert nets.whole.count_params() == model.count_params() == 8 * 8 * 3 * 3 + 3


def test_moments_are_those_of_numpy_whatever_the_chunk() -> None:
    rows = np.array([0, 2, 3])
    mean, variance = whole.channel_moments(PIXELS, rows, chunk=2)
    np.testing.assert_allclose(mean, PIXELS[rows].mean(axis=(0, 1, 2)))
    np.testing.assert_allclose(variance, PIXELS[rows].var(axis=(0, 1, 2)))
