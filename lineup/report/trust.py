"""Two figures of trust: how right a model is when it says how sure it is, what refusing answers buys."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement import trusted
from lineup.judgement.calibration import reliability
from lineup.report.axes import percent_heights, place, ticks
from lineup.words import percent

COVERAGES = np.arange(0.02, 1.001, 0.02)


def figures(
    predictions: pd.DataFrame, confidence: pd.DataFrame, trainings: pd.DataFrame, use: str
) -> dict[str, Any]:
    """Return both figures, {} where nothing was measured; use: the variant that is shown in full."""
    if confidence.empty:
        return {"reliability": {}, "coverage": {}}
    best = predictions[predictions["variant"] == use]
    return {
        "reliability": reliability_figure(best),
        "coverage": coverage_figure(predictions, list(confidence.index), trainings),
    }


def coverage_figure(
    predictions: pd.DataFrame, order: Sequence[str], trainings: pd.DataFrame
) -> dict[str, Any]:
    """Return a line per variant: the error among the answers kept, against their share; means over seeds.

    Marked is where each seed's threshold lies (share_to_person, accepted_accuracy).
    """
    curves: dict[str, np.ndarray] = {}
    for name in order:
        risks = trusted.risks(predictions[predictions["variant"] == name])
        if risks:
            kept = [np.arange(1, len(risk) + 1) / len(risk) for risk in risks]
            curves[name] = np.mean(
                [np.interp(COVERAGES, *one) for one in zip(kept, risks, strict=True)], axis=0
            )
    if not curves:
        return {}
    high = max(0.02, *(float(curve.max()) for curve in curves.values())) * 1.06
    lines = []
    for name, curve in curves.items():
        half = percent(float(np.interp(0.5, COVERAGES, curve)))
        places = zip(100 * COVERAGES, (place(risk, 0, high) for risk in curve), strict=True)
        line: dict[str, Any] = {
            "variant": name,
            "points": " ".join(f"{x:.0f},{100 - y:.1f}" for x, y in places),
            "text": f"{name}: {percent(curve[-1])} wrong of all, {half} of the surest half",
        }
        own = trainings[trainings["variant"] == name].to_dict("records")
        lines.append(line | {"dots": [dot for seed in own for dot in threshold_dots(seed, high)]})
    return {"lines": lines, "y": percent_heights(0, high)}


def threshold_dots(own: Mapping[Any, Any], high: float) -> list[dict[str, Any]]:
    """Return where a training's threshold lies in the figure; [] where it accepts nothing."""
    kept, accuracy = 1 - own["share_to_person"], own["accepted_accuracy"]
    if not kept > 0 or np.isnan(accuracy):
        return []
    at = {"x": round(100 * kept, 2), "y": round(100 - place(min(1 - accuracy, high), 0, high), 2)}
    text = f"{own['variant']}, seed {own['seed']}: {percent(kept)} above the threshold,"
    return [at | {"text": f"{text} {percent(1 - accuracy)} of them wrong"}]


def reliability_figure(own: pd.DataFrame) -> dict[str, Any]:
    """Return one variant's reliability diagram, all seeds together: a dot per bin, before and after."""
    right = (own["predicted"] == own["class_id"]).to_numpy(float)
    dots = []
    for column, kind in [("confidence", "before"), ("confidence_calibrated", "after")]:
        values = own[column].to_numpy(float)
        if not len(values) or not np.isfinite(values).all():
            return {}
        diagram = reliability(values, right)
        for accuracy, sure, count in zip(diagram.accuracy, diagram.confidence, diagram.count, strict=True):
            if count:
                size = round(2 + 5 * (count / len(values)) ** 0.5, 1)
                text = f"{count} answers {percent(sure)} sure, {percent(accuracy)} right"
                dots.append(
                    {"kind": kind, "x": 100 * sure, "y": 100 - 100 * accuracy, "size": size, "text": text}
                )
    marks = [{"at": 100 * value, "text": percent(value, 0)} for value in ticks(0, 1, 6)]
    return {"dots": dots, "marks": marks}
