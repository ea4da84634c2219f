"""Probabilities as named answers."""

from collections.abc import Sequence
from typing import Any

import numpy as np


def best(row: np.ndarray, class_names: Sequence[str], top: int) -> list[dict[str, Any]]:
    """Return the `top` most probable classes, {label, probability}, of probabilities (classes,)."""
    order = np.argsort(-row, kind="stable")[:top]
    return [{"label": class_names[index], "probability": float(row[index])} for index in order]
