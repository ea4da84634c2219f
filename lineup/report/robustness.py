"""What corruption costs, for the page: a table, a figure, and one picture under each corruption."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lineup.inference import robustness as measure
from lineup.judgement.corruption import Robustness
from lineup.report.axes import percent_heights, place, span
from lineup.report.pictures import data_uri
from lineup.words import percent

TITLES = {"none": "As it is", "jpeg": "JPEG"}  # others are their names


def section(
    measured: pd.DataFrame, rows: Sequence[Robustness], split: pd.DataFrame, pixels: np.ndarray
) -> dict[str, Any]:
    """Return all that the section shows; {} where nothing was measured.

    measured: robustness.csv of all variants; rows: by rank; split: by row of pixels, uint8 (N, H, W, 3).
    """
    if not rows:
        return {}
    shown = measure.sample(split, int(measured["images"].max()))
    return {
        "rows": rows,
        "titles": [title(name) for name in rows[0].each],
        "figure": figure(measured, rows),
        "leak_free": not shown["leaked"].any(),
        "severity": measure.SHOWN,
        "examples": examples(measure.examples(pixels, int(shown["row"].iloc[0]))),
    }


def title(corruption: str) -> str:
    return TITLES.get(corruption, corruption.capitalize())


def examples(pictures: Mapping[str, np.ndarray]) -> list[dict[str, str]]:
    """Return a card per corruption of one picture (uint8, height x width x 3), by the corruption's name."""
    return [
        {
            "src": data_uri(picture),
            "label": title(name),
            "alt": "A test picture as it is" if name == "none" else f"The same picture under {title(name)}",
        }
        for name, picture in pictures.items()
    ]


def figure(measured: pd.DataFrame, rows: Sequence[Robustness]) -> dict[str, Any]:
    """Return a line per variant: accuracy against severity, mean over corruptions and seeds."""
    severities = sorted(measured["severity"].unique())
    table = measured.groupby(["variant", "severity"])["accuracy"].mean()
    low, high = span(table.to_numpy(float))
    lines = []
    for row in rows:
        values = [float(table[row.variant][severity]) for severity in severities]
        points = [
            f"{place(x, 0, severities[-1]):g},{100 - place(y, low, high):.1f}"
            for x, y in zip(severities, values, strict=True)
        ]
        text = f"{row.variant}: {percent(values[0])} as it is, {percent(values[-1])} at the highest severity"
        lines.append({"variant": row.variant, "points": " ".join(points), "text": text})
    return {
        "lines": lines,
        "y": percent_heights(low, high),
        "x": [{"at": place(s, 0, severities[-1]), "text": s} for s in severities],
    }
