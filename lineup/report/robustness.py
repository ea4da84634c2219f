"""What corruption costs: a table and a figure of accuracy under five corruptions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.report.axes import percent_heights, place, span
from lineup.report.pictures import data_uri
from lineup.words import percent

FILE = "robustness.csv"
TITLES = {"none": "As it is", "jpeg": "JPEG"}  # others are their names


def read(results: Path, variants: Sequence[str]) -> pd.DataFrame:
    """Return a row per variant, seed, corruption and severity (0: as it is); empty where none was measured.

    Columns: variant, seed, corruption, severity, images, accuracy.
    """
    parts = []
    for variant in variants:
        path = results / variant / FILE
        if path.exists():
            parts.append(pd.read_csv(path).assign(variant=variant))
    columns = ["variant", "seed", "corruption", "severity", "images", "accuracy"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def means(measured: pd.DataFrame) -> "pd.Series[float]":
    """Return each variant's mean accuracy over corruptions, severities and seeds."""
    corrupted = measured[measured["severity"] > 0]
    return corrupted.groupby("variant")["accuracy"].mean().astype(float).rename("corrupted_accuracy_mean")


def section(measured: pd.DataFrame, ranking: Sequence[str]) -> dict[str, Any]:
    """Return the table (a row per variant, by rank) and the figure; {} where nothing was measured.

    A row has variant, images, clean (accuracy of the same images as they are), one mean over severities and
    seeds per corruption, mean (over corruptions), change (mean less clean). `titles` are the corruptions'.
    """
    if measured.empty:
        return {}
    corruptions = [name for name in measured["corruption"].unique() if name != "none"]
    by_variant = measured.groupby(["variant", "corruption"])["accuracy"].mean()
    images = measured.groupby("variant")["images"].first()
    rows = []
    for name in [name for name in ranking if name in images.index]:
        clean, each = by_variant[name]["none"], [float(by_variant[name][one]) for one in corruptions]
        mean = float(np.mean(each))
        row = {"variant": name, "images": int(images[name]), "clean": float(clean), "each": each}
        rows.append(row | {"mean": mean, "change": mean - float(clean)})
    titles = [title(name) for name in corruptions]
    return {"corruptions": corruptions, "titles": titles, "rows": rows, "figure": figure(measured, rows)}


def title(corruption: str) -> str:
    """Return a corruption's name as the page writes it."""
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


def figure(measured: pd.DataFrame, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a line per variant: accuracy against severity, mean over corruptions and seeds."""
    severities = sorted(measured["severity"].unique())
    table = measured.groupby(["variant", "severity"])["accuracy"].mean()
    low, high = span(table.to_numpy(float), 0.0, 1.0)
    lines = []
    for row in rows:
        values = [float(table[row["variant"]][severity]) for severity in severities]
        points = [
            f"{place(x, 0, severities[-1]):g},{100 - place(y, low, high):.1f}"
            for x, y in zip(severities, values, strict=True)
        ]
        text = (
            f"{row['variant']}: {percent(values[0])} as it is, {percent(values[-1])} at the highest severity"
        )
        lines.append({"variant": row["variant"], "points": " ".join(points), "text": text})
    return {
        "lines": lines,
        "y": percent_heights(low, high, 5),
        "x": [{"at": place(s, 0, severities[-1]), "text": s} for s in severities],
    }


def sentence(found: dict[str, Any]) -> str:
    """Return how far the leader falls, and who falls least; '' where nothing was measured."""
    if not found:
        return ""
    first, rows = found["rows"][0], found["rows"]
    text = (
        f"Under noise, blur, glare, JPEG and occlusion {first['variant']} keeps {percent(first['mean'])}"
        f" of {percent(first['clean'])}."
    )
    best = max(rows, key=lambda row: float(row["mean"]))
    if best is not first:
        text += f" {best['variant']} keeps most: {percent(best['mean'])} of {percent(best['clean'])}."
    return text
