"""A whole model as Keras holds it, in float32 whatever precision it was trained in."""

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lineup.errors import LineupError
from lineup.inference import temperature


def load(file: Path) -> keras.Model:
    """Return the model of a .keras file, to be asked and not trained; its layers compute in float32.

    A model that was trained in mixed precision keeps its weights, which are float32, and loses the rounding
    between layers; graphics cards may not take TensorFloat-32 for float32. So it says the same on every
    machine, and in every form in which it is exported.
    """
    tf.config.experimental.enable_tensor_float_32_execution(False)
    if not zipfile.is_zipfile(file):
        raise LineupError(
            f"{file.as_posix()} is {'broken: it is no Keras model' if file.is_file() else 'missing'}."
            " Run `dvc repro`, which makes it anew."
        )
    model = keras.saving.load_model(file, compile=False)
    config = keras.saving.serialize_keras_object(model)
    wanted = in_float32(config)
    if wanted == config:
        return model
    plain = keras.saving.deserialize_keras_object(wanted)
    plain.set_weights(model.get_weights())
    return plain


def in_float32(config: Any) -> Any:
    """Return a serialised model with every layer's dtype policy that is a mixed one as float32."""
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy" and config["config"]["name"].startswith("mixed_"):
            return {**config, "config": {"name": "float32"}}
        return {key: in_float32(value) for key, value in config.items()}
    if isinstance(config, list | tuple):
        return type(config)(in_float32(value) for value in config)
    return config


def opened(model: keras.Model, degree: float | None) -> Callable[[np.ndarray], np.ndarray]:
    """Return what asks a model, as one graph for batches of any size: Keras's predict takes 50 ms to start.

    degree: the temperature, None of a model that diverged.
    """
    signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.uint8)]
    graph = tf.function(lambda pixels: model(pixels, training=False), input_signature=signature)

    def ask(pixels: np.ndarray) -> np.ndarray:
        return temperature.apply(np.asarray(graph(pixels)), degree)

    return ask
