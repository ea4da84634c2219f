"""What the page's figures show, as plain numbers in percent of the plot: the templates draw them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.comparison import pareto_front
from lineup.report.axes import error_heights, log_place, percent_ticks, place, span
from lineup.words import percent

Box = tuple[float, float, float, float]  # left, top, right, bottom

FEWEST_ERRORS = 0.01  # the largest error that has its own height beside a variant without errors
LETTER, LINE = 2.8, 6.5  # percent of the narrowest plot (265 x 260 pixels) that a letter and a line take


def dots(
    ranking: pd.DataFrame, trainings: pd.DataFrame, intervals: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    """Return the figure of the accuracy that ranks: a row per variant with its seeds, mean and interval.

    Published figures stand beside it only where that is the test accuracy.
    """
    figure = ranking["ranked_by"].iloc[0]
    known = ranking.loc[ranking["ranking_accuracy"].notna(), "variant"]
    ends = [value for name in known for value in intervals[name]]
    reported = pd.Series(np.nan, ranking.index)
    if figure == "test_accuracy":
        reported = ranking.get("reported_test_accuracy", reported).astype(float)
    values = np.concatenate([trainings[figure].to_numpy(), ends, reported.to_numpy()])
    low, high = span(values)
    rows = []
    for row, published in zip(ranking.to_dict("records"), reported, strict=True):
        name, mean = row["variant"], row["ranking_accuracy"]
        own = trainings[trainings["variant"] == name]
        left, right = max(intervals[name][0], low), min(intervals[name][1], high)
        rows.append(
            {
                "variant": name,
                "mean": None if np.isnan(mean) else place(mean, low, high),
                "left": place(left, low, high),
                "width": round(place(right, low, high) - place(left, low, high), 2),
                "seeds": [
                    {"x": place(value, low, high), "text": f"{name}, seed {seed}: {percent(value, 2)}"}
                    for seed, value in zip(own["seed"], own[figure], strict=True)
                    if not np.isnan(value)
                ],
                "value": percent(mean),
                "reported": None if np.isnan(published) else place(published, low, high),
                "reported_text": f"{name}, as published: {percent(published, 2)}",
            }
        )
    return {"rows": rows, "ticks": percent_ticks(low, high, 6), "any_reported": bool(reported.notna().any())}


def scatter(
    ranking: pd.DataFrame,
    cost: "pd.Series[float]",
    words: Callable[[float | None], str],
    marks: Callable[[float, float], list[float]],
) -> dict[str, Any]:
    """Return the figure of the accuracy that ranks against a cost, Pareto front marked.

    Both scales are logarithmic, that of accuracy in the error: good variants stay apart beside a bad one.
    marks: the axis' tick marks between two costs. At least one variant, all of known accuracy and cost.
    """
    accuracy = ranking["ranking_accuracy"].to_numpy(float)
    costs: np.ndarray = cost.to_numpy(float)
    errors, none = without_zeros(1 - accuracy)
    low, high = float(errors.min()) / 1.3, min(float(errors.max()) * 1.15, 1.0)
    wide = max(float(costs.max() / costs.min()) ** 0.1, 1.15)
    left, right = float(costs.min() / wide), float(costs.max() * wide)
    front = pareto_front(costs, accuracy)
    items = []
    for name, x, y, error, best in zip(ranking["variant"], costs, accuracy, errors, front, strict=True):
        item = {"variant": name, "x": log_place(x, left, right), "y": log_place(error, low, high)}
        items.append(item | {"front": bool(best), "text": f"{name}: {percent(y)}, {words(x)}"})
    label(items)
    path = sorted((item for item in items if item["front"]), key=lambda item: item["x"])
    ends = [*(item["x"] for item in path[1:]), 100]
    steps = [f"{item['x']},{item['y']} {end},{item['y']}" for item, end in zip(path, ends, strict=True)]
    below = [
        {"at": log_place(value, left, right), "text": words(value).replace(".0 ", " ")}
        for value in marks(left, right)
    ]
    return {
        "points": items,
        "front": [item["variant"] for item in path],
        "x": below,
        "y": error_heights(low, high, none),
        "line": " ".join(steps),
    }


def without_zeros(errors: np.ndarray) -> tuple[np.ndarray, float]:
    """Return errors for a logarithmic scale, and the height of those that are 0 (0.0 where none is).

    That is a third of the least of the others, which no scale of errors has: its mark says 100%.
    """
    some = errors[errors > 0]
    if len(some) == len(errors):
        return errors, 0.0
    height = min(float(some.min()) if len(some) else FEWEST_ERRORS, FEWEST_ERRORS) / 3
    return np.where(errors > 0, errors, height), height


def label(items: Sequence[dict[str, Any]]) -> None:
    """Give each point a place for its name (anchor, dx, dy; anchor '' for none) where nothing collides.

    Points on the front come first; past 12 points they alone are named.
    """
    taken = [(item["x"] - 2, item["y"] - 2.5, item["x"] + 2, item["y"] + 2.5) for item in items]
    for item in sorted(items, key=lambda one: not one["front"]):
        item |= {"anchor": "", "dx": 0, "dy": 0}
        if len(items) > 12 and not item["front"]:
            continue
        for box, anchor, dx, dy in label_places(item["x"], item["y"], len(item["variant"]) * LETTER):
            inside = box[0] >= -6 and box[2] <= 102 and box[1] >= -9 and box[3] <= 100
            if inside and not any(overlap(box, other) for other in taken):
                item |= {"anchor": anchor, "dx": dx, "dy": dy}
                taken.append(box)
                break


def label_places(x: float, y: float, width: float) -> list[tuple[Box, str, int, int]]:
    """Return where a name may stand, best first: its box in percent, SVG's text-anchor, dx, dy in pixels."""
    above, below, beside = (y - 3 - LINE, y - 3), (y + 3, y + 3 + LINE), (y - LINE / 2, y + LINE / 2)
    middle, right, left = (x - width / 2, x + width / 2), (x - 2, x + width - 2), (x + 2 - width, x + 2)
    places: list[tuple[Box, str, int, int]] = []
    for (top, bottom), dy in [(above, -11), (below, 20)]:
        for (start, end), anchor, dx in [(middle, "middle", 0), (right, "start", -5), (left, "end", 5)]:
            places.append(((start, top, end, bottom), anchor, dx, dy))
    places.append(((x + 3, beside[0], x + 3 + width, beside[1]), "start", 10, 4))
    places.append(((x - 3 - width, beside[0], x - 3, beside[1]), "end", -10, 4))
    return places


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def leak_gaps(ranking: pd.DataFrame) -> dict[str, Any]:
    """Return the figure of accuracy with and without leaks; `reported`: what others report."""
    both = ranking[["test_accuracy_mean", "test_accuracy_leak_free_mean"]].to_numpy(float)
    theirs = ranking.get("reported_test_accuracy", pd.Series(np.nan, ranking.index)).to_numpy(float)
    low, high = span(np.concatenate([both.ravel(), theirs]))
    rows = []
    for name, (published, clean), reported in zip(ranking["variant"], both, theirs, strict=True):
        if np.isnan(clean):
            continue
        ends = {"published": place(published, low, high), "clean": place(clean, low, high)}
        text = f"{name}: {percent(published)} as published, {percent(clean)} without leaks"
        change = f"{100 * (clean - published):+.1f}".replace("-", "\N{MINUS SIGN}")
        row = {"variant": name, "change": change, "text": text} | ends
        row["reported"] = None if np.isnan(reported) else place(reported, low, high)
        rows.append(row | {"reported_text": f"{name}, as others report it: {percent(reported, 2)}"})
    any_reported = any(row["reported"] is not None for row in rows)
    return {"rows": rows, "ticks": percent_ticks(low, high, 6), "any_reported": any_reported}
