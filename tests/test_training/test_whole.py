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
    mean, variance = whole.channel_moments(PIXELS, rows, values=2 * 8 * 8 * 3)
    np.testing.assert_allclose(mean, PIXELS[rows].mean(axis=(0, 1, 2)))
    np.testing.assert_allclose(variance, PIXELS[rows].var(axis=(0, 1, 2)))


def constant(dtype: type, shape: tuple[int, ...]) -> np.ndarray:
    """Return inputs whose first channels never change; 0.1 is no sum of a few powers of two."""
    inputs = np.random.default_rng(1).uniform(0, 200, shape)
    inputs[..., 0], inputs[..., 1], inputs[..., 2] = 0, 251, 0.1
    return inputs.astype(dtype)


@pytest.mark.parametrize(
    "inputs",
    [constant(np.uint8, (40, 5, 5, 4)), constant(np.float32, (1000, 7)), constant(np.float32, (90, 3, 3, 5))],
    ids=["pixels", "pooled features", "feature maps"],
)
def test_constant_channels_are_only_shifted(inputs: np.ndarray) -> None:
    rows = np.arange(len(inputs))
    mean, variance = whole.channel_moments(inputs, rows, values=37 * inputs[0].size)
    varying = inputs.reshape(-1, inputs.shape[-1])[:, 3:].astype(np.float64)
    np.testing.assert_allclose(mean[3:], varying.mean(axis=0))
    assert (variance[:3] == 1).all()
    np.testing.assert_allclose(variance[3:], varying.var(axis=0))
    scaled = np.asarray(whole.scaling_layer("standardise", mean, variance)(inputs.astype(np.float32)))
    assert np.isfinite(scaled).all()
    np.testing.assert_allclose(scaled[..., :3], 0, atol=1e-7)


def test_a_channel_that_changes_later_stays_finite() -> None:
    """What was black in all training images may be white in a picture that is asked about."""
    mean, variance = whole.channel_moments(np.zeros((3, 2, 2, 3), np.uint8), np.arange(3))
    scale = whole.scaling_layer("standardise", mean, variance)
    np.testing.assert_array_equal(np.asarray(scale(np.full((1, 2, 2, 3), 255, np.float32))), 255)
