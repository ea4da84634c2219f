"""Probabilities as named answers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lineup.inference.facts import Facts


def best(row: np.ndarray, class_names: Sequence[str], top: int) -> list[dict[str, Any]]:
    """Return the `top` most probable classes, {label, probability}, of probabilities (classes,)."""
    order = np.argsort(-row, kind="stable")[:top]
    return [{"label": class_names[index], "probability": float(row[index])} for index in order]


def whole(row: np.ndarray, facts: Facts) -> dict[str, Any]:
    """Return all that a model says of one picture: label, probability, accepted, probabilities by class.

    row: probabilities (classes,). Where `accepted` is false, a person should look.
    """
    (first,) = best(row, facts.class_names, 1)
    named = dict(zip(facts.class_names, row.tolist(), strict=True))
    return {**first, "accepted": facts.accepts(first["probability"]), "probabilities": named}
