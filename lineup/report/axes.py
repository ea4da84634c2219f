"""Scales and tick marks of the page's figures: positions are in percent of the plot's width or height."""

import math
from typing import Any

import numpy as np

from lineup.words import percent

TIMES = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18000, 36000, 72000, 180000, 360000)


def span(values: np.ndarray) -> tuple[float, float]:
    """Return a range a little wider than the finite values, which are shares of 1."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    margin = max((high - low) * 0.08, 0.004)
    return max(low - margin, 0.0), min(high + margin, 1.0)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most `most` round numbers (steps of 1, 2 or 5) from low to high."""
    width = max(high - low, 1e-12)
    power = 10.0 ** math.floor(math.log10(width / most))
    for step in [power, 2 * power, 5 * power, 10 * power, 20 * power]:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            break
    return [round(i * step, 12) for i in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers for a logarithmic scale; where less than two lie there, those of a linear one."""
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    for digits in [(1, 2, 5), (1, 3), (1,)]:
        found = [digit * 10.0**power for power in powers for digit in digits]
        found = [value for value in found if low <= value <= high]
        if len(found) <= most:
            break
    if len(found) < 2:
        return ticks(low, high, most)
    return found[:: max(1, math.ceil(len(found) / most))]


def time_ticks(left: float, right: float, most: int = 5) -> list[float]:
    """Return round durations in seconds (1 s to 100 h) for a logarithmic scale."""
    found = [float(step) for step in TIMES if left <= step <= right]
    return found[:: max(1, math.ceil(len(found) / most))] if len(found) > 1 else log_ticks(left, right, most)


def place(value: float, low: float, high: float) -> float:
    return round(100 * (value - low) / max(high - low, 1e-12), 2)


def log_place(value: float, low: float, high: float) -> float:
    return place(math.log(value), math.log(low), math.log(high))


def percent_ticks(low: float, high: float, most: int) -> list[dict[str, Any]]:
    """Return tick marks of an accuracy axis: position and text."""
    found = ticks(low, high, most)
    step = found[1] - found[0] if len(found) > 1 else 1.0
    digits = 0 if step >= 0.00999 else 1 if step >= 0.000999 else 2
    return [{"at": place(value, low, high), "text": percent(value, digits)} for value in found]


def percent_heights(low: float, high: float) -> list[dict[str, Any]]:
    """Return tick marks of an upright accuracy axis: their positions are counted from the top."""
    return [mark | {"at": 100 - mark["at"]} for mark in percent_ticks(low, high, 5)]


def error_heights(low: float, high: float, none: float) -> list[dict[str, Any]]:
    """Return tick marks of an upright accuracy axis that is logarithmic in the error, low to high (above 0).

    Positions are counted from the top, where the error is low. none: the height of no error, 0 for no mark.
    """
    found = log_ticks(2 * none or low, high)
    digits = next((n for n in (0, 1, 2) if all(abs(round(e, n + 2) - e) < 1e-9 for e in found)), 2)
    whole = [{"at": log_place(none, low, high), "text": "100%"}] if none else []
    return whole + [
        {"at": log_place(error, low, high), "text": percent(1 - error, digits)} for error in found
    ]
