"""A variant's recipe: what training.json keeps of its entry in params.yaml, and as MLflow shows it."""

from collections.abc import Mapping
from typing import Any

Plain = str | int | float | bool
WITHOUT_EFFECT = ("reported", "resources")  # keys of a variant that decide no weights


def of_variant(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a variant's entry, defaults included, without the keys that decide no weights."""
    return {key: value for key, value in entry.items() if key not in WITHOUT_EFFECT}


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
