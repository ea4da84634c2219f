"""The whole model: raw uint8 pixels in, probabilities out, with scaling and backbone inside."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers


@dataclass(frozen=True)
class Nets:
    """Two views of the same layers: `fit` (inputs to logits) is trained, `whole` (from pixels) saved."""

    fit: keras.Model
    whole: keras.Model


def assemble(
    net: keras.Model,
    *,
    scaling: str,
    mean: np.ndarray | None = None,
    variance: np.ndarray | None = None,
    backbone: keras.Model | None = None,
) -> Nets:
    """Put scaling before `net`, softmax after it, and the backbone (uint8 pixels to features) before all.

    scaling: 'unit' divides pixels by 255, 'standardise' uses mean and variance (per channel, of training
    images), 'none' leaves the inputs as they are.
    """
    shape = net.input_shape[1:]
    scale = scaling_layer(scaling, mean, variance)
    probabilities = layers.Activation("softmax", dtype="float32", name="probabilities")
    inputs = keras.Input(shape, name="inputs", dtype="float32")
    fit = keras.Model(inputs, net(scale(inputs)))
    pixels = keras.Input(backbone.input_shape[1:] if backbone else shape, name="pixels", dtype="uint8")
    features = (
        backbone(pixels) if backbone else layers.Rescaling(1.0, dtype="float32", name="as_float")(pixels)
    )
    return Nets(fit=fit, whole=keras.Model(pixels, probabilities(net(scale(features)))))


def scaling_layer(scaling: str, mean: np.ndarray | None, variance: np.ndarray | None) -> keras.Layer:
    """Return the layer that scales pixels of 0 to 255, or features."""
    if scaling == "unit":
        return layers.Rescaling(1 / 255, name="scaling")
    if scaling == "standardise":
        return layers.Normalization(mean=mean, variance=variance, name="scaling")
    return layers.Identity(name="scaling")


def after_backbone(whole: keras.Model) -> keras.Model:
    """Return the part of a whole transfer model that goes from features to probabilities."""
    scale, net, probabilities = (whole.get_layer(name) for name in ("scaling", "net", "probabilities"))
    inputs = keras.Input(net.input_shape[1:], dtype="float32")
    return keras.Model(inputs, probabilities(net(scale(inputs))))


def channel_moments(inputs: np.ndarray, rows: np.ndarray, chunk: int = 1024) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance per channel, float64 (channels,), over the chosen rows, a chunk at a time."""
    axes = tuple(range(inputs.ndim - 1))
    total = square = np.zeros(inputs.shape[-1])
    for start in range(0, len(rows), chunk):
        part = inputs[rows[start : start + chunk]].astype(np.float64)
        total, square = total + part.sum(axes), square + (part**2).sum(axes)
    count = len(rows) * np.prod(inputs.shape[1:-1])
    return total / count, square / count - (total / count) ** 2
