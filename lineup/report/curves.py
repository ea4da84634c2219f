"""Training curves for the page: a panel per variant, every seed a line, all panels on one vertical scale."""

import math
from typing import Any

import numpy as np
import pandas as pd

from lineup.report.axes import place, ticks
from lineup.words import decimal, percent

MOST_POINTS = 200  # a line; longer ones are thinned
OF_PAGE = 40_000  # points of all lines


def panels(histories: pd.DataFrame, variants: list[str]) -> list[dict[str, Any]]:
    """Return for each variant its name, number of epochs, and both views: accuracy and loss."""
    both = histories[["accuracy", "val_accuracy"]].to_numpy(float)
    low = max(0.0, float(np.nanmin(both)) - 0.02)
    losses = histories[["loss", "val_loss"]].to_numpy(float)
    losses = losses[np.isfinite(losses)]
    ceiling = float(np.quantile(losses, 0.97)) * 1.15 if len(losses) else 1.0
    found = []
    lines = 4 * len(histories.groupby(["variant", "seed"], observed=True))
    most = min(MOST_POINTS, OF_PAGE // lines)
    for variant in variants:
        own = histories[histories["variant"] == variant]
        views = [view(own, "accuracy", low, 1.0, most), view(own, "loss", 0.0, ceiling, most)]
        epochs = int(own["epoch"].max())
        found.append({"variant": variant, "epochs": epochs, "views": views})
    return found


def view(own: pd.DataFrame, figure: str, low: float, high: float, most: int) -> dict[str, Any]:
    """Return the lines of one variant's `figure` and its validation twin, about `most` points each."""
    epochs = int(own["epoch"].max())
    lines = []
    for _, part in own.groupby("seed"):
        part = part.iloc[:: max(1, math.ceil(len(part) / most))]
        x = [place(epoch, 1, epochs) if epochs > 1 else 50.0 for epoch in part["epoch"]]
        for column, kind in [(figure, "training"), (f"val_{figure}", "validation")]:
            y = (100 - 100 * (part[column].to_numpy(float) - low) / (high - low)).clip(-60, 160)
            pairs = [f"{a:g},{b:.1f}" for a, b in zip(x, y, strict=True) if np.isfinite(b)]
            lines.append({"kind": kind, "points": " ".join(pairs)})
    text = percent if figure == "accuracy" else decimal
    means = own.groupby("epoch")[[figure, f"val_{figure}"]].mean().to_numpy(float)
    digits = 0 if figure == "accuracy" else 1
    if figure == "loss" and high < 1:
        digits = 2
    marks = [
        {"at": 100 - place(value, low, high), "text": text(value, digits)} for value in ticks(low, high, 5)
    ]
    middle = len(means) // 2
    return {
        "figure": figure,
        "low": round(low, 6),
        "high": round(high, 6),
        "lines": sorted(lines, key=lambda line: line["kind"]),
        "ticks": marks,
        "means": [[round(float(v), 4) for v in pair] for pair in means] if len(means) <= 500 else [],
        "text": f"training {text(means[-1, 0])}, validation {text(means[-1, 1])} in the last epoch"
        + (f", validation {text(means[middle, 1])} half way" if len(means) > 3 else ""),
    }
