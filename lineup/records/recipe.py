"""A variant's recipe as MLflow shows it: flat names, plain values."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

Plain = str | int | float | bool


def flatten(entries: Mapping[str, Any], prefix: str = "") -> dict[str, Plain]:
    """Return nested entries as `outer.inner` names; null and empty ones are left out."""
    flat: dict[str, Plain] = {}
    for key, value in entries.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{key}.")
        elif isinstance(value, float) and value.is_integer():
            flat[prefix + key] = int(value)
        elif isinstance(value, str | int | float):
            flat[prefix + key] = value
        elif value is not None:
            flat[prefix + key] = str(value)
    return flat


def of_variant(variant: BaseModel) -> dict[str, Plain]:
    """Return a variant's params, defaults included, without the figures that others reported."""
    return flatten(variant.model_dump(exclude={"reported"}))
