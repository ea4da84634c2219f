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


def channel_moments(
    inputs: np.ndarray, rows: np.ndarray, values: int = 4_000_000
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance per channel, float64 (channels,), over the chosen rows.

    At most `values` numbers are in memory at once. Moments of parts are joined as in Chan, Golub and LeVeque
    (1983), since E[x^2] - E[x]^2 falls below 0 by rounding. A channel that is constant, up to the rounding of
    float32, has variance 1: it is only shifted.
    """
    axes = tuple(range(inputs.ndim - 1))
    count, mean, spread = 0, np.zeros(inputs.shape[-1]), np.zeros(inputs.shape[-1])
    chunk = max(1, values // int(np.prod(inputs.shape[1:])))
    for start in range(0, len(rows), chunk):
        part = inputs[rows[start : start + chunk]].astype(np.float64)
        own, more = part.mean(axes), part.size // len(mean)
        part -= own
        shift, together = own - mean, count + more
        spread += np.square(part, out=part).sum(axes) + shift**2 * (count * more / together)
        mean, count = mean + shift * (more / together), together
    variance = spread / count
    constant = variance <= np.square(np.finfo(np.float32).eps * mean)
    return mean, np.where(constant, 1.0, variance)
