"""The charts that MLflow's chart view opens with: curves first, then the figures of whole trainings.

The fields are those of the cards that MLflow's own pages make; a card is named by its metric.
"""

from typing import Any

CURVES = ("val_accuracy", "val_loss", "accuracy", "loss", "images_per_second", "learning_rate")
FIGURES = (
    *("test_accuracy", "test_accuracy_leak_free", "test_macro_f1", "test_loss"),
    *("test_calibration_error_calibrated", "share_to_person"),
    *("latency_1_seconds", "training_seconds", "parameters"),
)
SECTIONS = {"Curves": CURVES, "Model metrics": FIGURES, "System metrics": ()}  # the last two: MLflow's names


def state() -> dict[str, Any]:
    """Return the part of a shared view that lays out its charts."""
    shown = {"display": True, "isReordered": True, "isGenerated": True}
    sections = [{"uuid": name, "name": name, **shown} for name in SECTIONS]
    cards = [card(name, metric) for name, metrics in SECTIONS.items() for metric in metrics]
    return {"compareRunSections": sections, "compareRunCharts": cards, "isAccordionReordered": True}


def card(section: str, metric: str) -> dict[str, Any]:
    """Return one chart: a line over epochs for a curve, else bars."""
    shown = {"metricKey": metric, "displayName": metric, "metricSectionId": section, "uuid": metric}
    kind: dict[str, Any] = {"type": "BAR", "runsCountToCompare": 10}
    if metric in CURVES:
        kind = {"type": "LINE", "xAxisKey": "step", "scaleType": "linear", "xAxisScaleType": "linear"}
        kind |= {"lineSmoothness": 0, "useGlobalXaxisKey": True, "useGlobalLineSmoothing": True, "range": {}}
        kind |= {"yAxisKey": "metric", "yAxisExpressions": []}
    return {**kind, **shown, "isGenerated": True, "deleted": False}
