"""Any net of keras.applications: without its top as a frozen backbone, or with a new top, to be fine-tuned.

Source: https://keras.io/api/applications/. Each net's own preprocessing of pixels (0 to 255) is inside, so a
variant that fine-tunes one says `scaling: none`.
"""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from lineup.errors import LineupError, closest

# How each family wants its pixels: https://github.com/keras-team/keras, applications/imagenet_utils.py
BGR_WITHOUT_MEAN = ("VGG16", "VGG19", "ResNet50", "ResNet101", "ResNet152")
STANDARDISED = ("DenseNet",)
RAW = ("EfficientNet", "ConvNeXt", "MobileNetV3")
BGR_MEAN = [103.939, 116.779, 123.68]
RGB_MEAN, RGB_DEVIATION = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]


def backbone(
    input_shape: tuple[int, int, int], weights: str | None, net: str = "MobileNet", **options: Any
) -> keras.Model:
    """Return the net without its top: pixels 0 to 255 in, feature maps out.

    weights: 'imagenet', a path, or None for random. options: the net's own keywords, as MobileNet's alpha.
    """
    body = without_top(net, weights, input_shape, options)
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, body(preprocess(inputs, net)), name="application")


def without_top(
    net: str, weights: str | None, input_shape: tuple[int, int, int], options: dict[str, Any]
) -> keras.Model:
    """Return keras.applications' model; LineupError where its ImageNet weights cannot be fetched."""
    build_net = getattr(keras.applications, net)
    try:
        model: keras.Model = build_net(include_top=False, weights=weights, input_shape=input_shape, **options)
    except Exception as error:  # what keras.utils.get_file raises
        if not str(error).startswith("URL fetch failure on "):
            raise
        address = str(error).removeprefix("URL fetch failure on ").split(": ")[0]
        raise LineupError(
            f"The ImageNet weights of {net} could not be fetched from {address}. Fetch the file by hand"
            " and put it in the folder that LINEUP_MIRROR names, or give its path as `weights`."
        ) from None
    return model


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    net: str = "MobileNet",
    weights: str | None = None,
    trainable_from: str | None = None,
    hidden: Sequence[int] = (),
    dropout: float = 0.0,
    net_options: dict[str, Any] | None = None,
) -> keras.Model:
    """Return the net with average pooling, (Dense ReLU, Dropout) for each of `hidden`, and logits.

    trainable_from: the net's first layer to train; the ones before it stay frozen. None: all train.
    """
    base = backbone(input_shape, weights, net, **(net_options or {}))
    freeze_before(base.layers[-1], trainable_from)
    x = layers.GlobalAveragePooling2D()(base.output)
    for units in hidden:
        x = layers.Dropout(dropout)(layers.Dense(units, activation="relu")(x))
    return keras.Model(base.input, layers.Dense(num_classes, dtype="float32", name="logits")(x))


def preprocess(pixels: Any, net: str) -> Any:
    """Return pixels as keras.applications' preprocess_input of this net gives them."""
    if net in BGR_WITHOUT_MEAN:
        return layers.Normalization(mean=BGR_MEAN, variance=[1.0] * 3)(keras.ops.flip(pixels, axis=-1))
    if net.startswith(STANDARDISED):
        return layers.Normalization(mean=RGB_MEAN, variance=[value**2 for value in RGB_DEVIATION])(pixels)
    if net.startswith(RAW):
        return pixels
    return layers.Rescaling(1 / 127.5, offset=-1)(pixels)


def freeze_before(body: keras.Model, layer_name: str | None) -> None:
    """Freeze the layers before `layer_name`; None freezes nothing. LineupError where it has no such layer."""
    if layer_name is None:
        return
    names = [layer.name for layer in body.layers]
    if layer_name not in names:
        raise LineupError(
            f"trainable_from: {body.name} has no layer '{layer_name}'.{closest(layer_name, names)}"
        )
    for layer in body.layers[: names.index(layer_name)]:
        layer.trainable = False
