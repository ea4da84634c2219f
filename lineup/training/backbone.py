"""A frozen backbone: pixels in, features out, the same for every head on it."""

import textwrap
from pathlib import Path
from typing import Any

import keras

from lineup import architectures
from lineup.errors import LineupError
from lineup.inference import batches, device
from lineup.inference.device import Device
from lineup.schema.params import Params
from lineup.training import weights

MOST = 400  # letters of what Keras says: it may print a whole kernel


def open_and_build(study: Params, name: str) -> tuple[Device, Any, keras.Model]:
    """Set the machine up, and return it with data/images' pixels and the backbone of a study.

    Raises LineupError where that cannot be built.
    """
    settings = study.backbones[name]
    machine = device.configure(study.training.precision)
    images = batches.open_inputs(Path("data/images"))
    keras.utils.set_random_seed(0)  # of `weights: random`
    try:
        model = build(
            images.shape[1:],
            architecture=settings.architecture,
            weights=weights.resolve(settings.weights),
            pooling=settings.pooling,
            input_size=settings.input_size,
            options=settings.options,
        )
    except (TypeError, ValueError, OSError) as error:
        why = textwrap.shorten(str(error), MOST)
        raise LineupError(
            f"Backbone '{name}' cannot be built for images of shape {images.shape[1:]} with weights"
            f" '{settings.weights}' and options {settings.options}: {why}"
        ) from None
    return machine, images, model


def build(
    image_shape: tuple[int, int, int],
    *,
    architecture: str,
    weights: str | None,
    pooling: str,
    input_size: int | None,
    options: dict[str, Any],
) -> keras.Model:
    """Return the frozen backbone: uint8 pixels (batch, *image_shape) in, float32 features out."""
    pixels = keras.Input(image_shape, dtype="uint8", name="pixels")
    x = keras.layers.Rescaling(1.0, dtype="float32", name="as_float")(pixels)
    shape = image_shape
    if input_size:
        shape = (input_size, input_size, 3)
        x = keras.layers.Resizing(input_size, input_size, name="enlarge")(x)
    x = architectures.backbone(architecture, input_shape=shape, weights=weights, **options)(x)
    if pooling != "none":
        pool = {"avg": keras.layers.GlobalAveragePooling2D, "max": keras.layers.GlobalMaxPooling2D}[pooling]
        x = pool(name="pool")(x)
    x = keras.layers.Activation("linear", dtype="float32", name="features")(x)
    model = keras.Model(pixels, x, name="backbone")
    model.trainable = False
    return model
