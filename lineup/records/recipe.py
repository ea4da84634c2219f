"""A variant's recipe: what training.json keeps of its entry in params.yaml, and as MLflow shows it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Plain = str | int | float | bool
WITHOUT_EFFECT = ("reported", "resources")  # keys of a variant that decide no weights
# What training.json says of all that decides weights, but the seed; of one without a digest of that.
KNOWN = ("recipe", "split_digest", "device", "precision", "tensorflow", "keras")


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


def digest(facts: Mapping[str, Any]) -> str:
    """Return the digest of all that decides a training's weights but the seed; facts: its training.json."""
    if "recipe_key" in facts:
        return str(facts["recipe_key"])
    known = {name: facts.get(name) for name in KNOWN}
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def settings(study: Mapping[str, Any], variant: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of params.yaml beside a variant's entry decides what it is trained on, to be compared.

    No addresses and no paths: they may hold a password. study, variant: with all defaults.
    """
    dataset = {key: study["dataset"].get(key) for key in ("source", "max_per_class", "seed")}
    found = {"dataset": dataset, "images": study["images"], "split": study["split"]}
    backbone = study["backbones"].get(variant["input"].removeprefix("features/"))
    if backbone is not None:
        found["backbone"] = {key: value for key, value in backbone.items() if key not in ("weights", "watch")}
    return found
