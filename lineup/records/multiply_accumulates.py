"""How many multiply-accumulates a model takes for one image, counted from its layers' shapes."""

import math
from collections.abc import Iterator

import keras
from keras import layers

COUNTED = (
    layers.Conv2D,
    layers.DepthwiseConv2D,
    layers.SeparableConv2D,
    layers.Conv2DTranspose,
    layers.Dense,
)


def count(model: keras.Model) -> int | None:
    """Return the multiply-accumulates of one image through `model`, nested models included.

    Only the layers in COUNTED count: normalisation, activations, pooling, resizing, additions, biases and
    attention do not. A layer that is called several times counts once. None where a layer's sizes are not
    fixed by the model. The convention of Howard et al. (2017), arXiv:1704.04861: one multiplication with
    its addition is one.
    """
    try:
        return sum(of_layer(layer) for layer in leaves(model))
    except (AttributeError, TypeError):  # a layer that was never called on shapes, or a size of None
        return None


def leaves(model: keras.Model) -> Iterator[keras.Layer]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from leaves(layer)
        else:
            yield layer


def of_layer(layer: keras.Layer) -> int:
    if not isinstance(layer, COUNTED):
        return 0
    if isinstance(layer, layers.SeparableConv2D):
        weights = math.prod(layer.depthwise_kernel.shape) + math.prod(layer.pointwise_kernel.shape)
    else:
        weights = math.prod(layer.kernel.shape)
    return places(layer) * int(weights)


def places(layer: keras.Layer) -> int:
    """Return how often a layer's kernel is laid on one image: once a place of the output.

    Of a transposed convolution, once a place of the input.
    """
    shape = (layer.input if isinstance(layer, layers.Conv2DTranspose) else layer.output).shape[1:]
    if isinstance(layer, layers.Dense) or layer.data_format == "channels_last":
        return math.prod(shape[:-1])
    return math.prod(shape[1:])
