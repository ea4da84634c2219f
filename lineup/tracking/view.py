"""What makes MLflow's runs table useful from the first look, as far as a client can set it.

MLflow keeps chosen columns in the browser; what can be stored with an experiment is a shared view, which its
pages open when `viewStateShareKey` names it.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from lineup.tracking import place

VIEW = "lineup"
# MLflow sorts each kind by name: accuracy is to come first, the count of parameters last
METRICS = """test_accuracy_mean test_accuracy_std test_accuracy_low test_accuracy_high test_accuracy
          test_accuracy_leak_free test_calibration_error_calibrated test_macro_f1 training_seconds""".split()
COLUMNS = [
    *(f"metrics.`{name}`" for name in METRICS),
    *("params.`architecture`", "params.`learning_rate`", "tags.`dvc_experiment`", "tags.`parameters`"),
]
CURRENT_RUNS = "tags.superseded IS NULL"
CURVES = ("val_accuracy", "val_loss", "accuracy", "loss", "images_per_second", "learning_rate")
FIGURES = (
    *("test_accuracy", "test_accuracy_leak_free", "test_macro_f1", "test_loss"),
    *("test_calibration_error_calibrated", "share_to_person"),
    *("latency_1_seconds", "training_seconds", "parameters"),
)
SECTIONS = {"Curves": CURVES, "Model metrics": FIGURES, "System metrics": ()}  # the last two: MLflow's names


def experiment_tags(ranked_by: str, recipes: Sequence[str] = ()) -> dict[str, str]:
    """Return the experiment's tags: what kind it is, the metric that ranks, and the view of its table.

    It opens with the best run first, and the seeds below these runs of recipes are seen.
    """
    state = {
        "searchFilter": CURRENT_RUNS,
        "orderByKey": f"metrics.`{ranked_by}`",
        "orderByAsc": False,
        "startTime": "ALL",
        "lifecycleFilter": "Active",
        "datasetsFilter": [],
        "modelVersionFilter": "All Runs",
        "selectedColumns": COLUMNS,
        "runsExpanded": dict.fromkeys(recipes, True),
        **charts(),
    }
    return {
        "mlflow.experimentKind": "custom_model_development",
        "mlflow.experiment.primaryMetric.name": ranked_by,
        "mlflow.experiment.primaryMetric.greaterIsBetter": "true",
        f"mlflow.sharedViewState.{VIEW}": json.dumps(state, separators=(",", ":")),
    }


def address(database: Path, study: str) -> str:
    """Return what follows the host in the address of the study's table; '' before it is tracked."""
    query = (
        "SELECT experiment_id FROM experiments LEFT JOIN experiment_tags USING (experiment_id)"
        " WHERE name = ? OR (key = ? AND value = ?) ORDER BY name != ?"
    )
    name = place.named(study)
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute(query, (name, place.NAMED, name, name)).fetchone()
    view = f"workflowType=machine_learning&viewStateShareKey={VIEW}"
    return f"#/experiments/{found[0]}/runs?{view}" if found else ""


def charts() -> dict[str, Any]:
    """Return the part of a shared view that lays out its charts: curves first, then whole trainings.

    The fields are those of the cards that MLflow's own pages make; a card is named by its metric.
    """
    shown = {"display": True, "isReordered": True, "isGenerated": True}
    sections = [{"uuid": name, "name": name, **shown} for name in SECTIONS]
    cards = [card(name, metric) for name, metrics in SECTIONS.items() for metric in metrics]
    return {"compareRunSections": sections, "compareRunCharts": cards, "isAccordionReordered": True}


def card(section: str, metric: str) -> dict[str, Any]:
    shown = {"metricKey": metric, "displayName": metric, "metricSectionId": section, "uuid": metric}
    kind: dict[str, Any] = {"type": "BAR", "runsCountToCompare": 10}
    if metric in CURVES:
        kind = {"type": "LINE", "xAxisKey": "step", "scaleType": "linear", "xAxisScaleType": "linear"}
        kind |= {"lineSmoothness": 0, "useGlobalXaxisKey": True, "useGlobalLineSmoothing": True, "range": {}}
        kind |= {"yAxisKey": "metric", "yAxisExpressions": []}
    return {**kind, **shown, "isGenerated": True, "deleted": False}
