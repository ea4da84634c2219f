"""Architectures, one file each, found by name: lineup/architectures/NAME.py with a function `build`."""

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import keras

from lineup.errors import LineupError, closest


def names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")


def build(name: str, *, input_shape: tuple[int, ...], num_classes: int, **options: Any) -> keras.Model:
    """Return the untrained model `name`: float inputs (batch, *input_shape), logits (batch, num_classes).

    input_shape: height, width, channels, or those of features; options: the architecture's own keywords.
    Raises LineupError where there is no such file.
    """
    model = find(name).build(input_shape=input_shape, num_classes=num_classes, **options)
    return keras.Model(model.input, model.output, name="net")


def backbone(name: str, *, input_shape: tuple[int, ...], weights: str | None, **options: Any) -> keras.Model:
    """Return the convolutional part of `name` with its weights: pixels 0 to 255 in, feature maps out.

    weights: a path, 'imagenet' where the architecture knows it, or None for random ones.
    Raises LineupError where there is no such file.
    """
    model: keras.Model = find(name).backbone(input_shape=input_shape, weights=weights, **options)
    return model


def find(name: str) -> ModuleType:
    """Return the module of an architecture, or raise LineupError with the nearest name."""
    if name not in names():
        raise LineupError(
            f"Unknown architecture '{name}': no lineup/architectures/{name}.py.{closest(name, names())}"
        )
    return importlib.import_module(f"lineup.architectures.{name}")
