"""What makes MLflow's runs table useful from the first look, as far as a client can set it.

MLflow keeps chosen columns in the browser; what can be stored with an experiment is a shared view, which its
pages open when `viewStateShareKey` names it.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

VIEW = "lineup"
COLUMNS = (
    "metrics.`test_accuracy`",
    "metrics.`test_accuracy_leak_free`",
    "metrics.`test_macro_f1`",
    "metrics.`test_loss`",
    "metrics.`final_val_accuracy`",
    "metrics.`parameters`",
    "metrics.`training_seconds`",
    "params.`architecture`",
    "params.`learning_rate`",
)
CURRENT_RUNS = "tags.superseded IS NULL"


def experiment_tags() -> dict[str, str]:
    """Return the experiment's tags: what kind it is, which metric comes first, and the view of its table."""
    state = {
        "searchFilter": CURRENT_RUNS,
        "orderByKey": COLUMNS[0],
        "orderByAsc": False,
        "startTime": "ALL",
        "lifecycleFilter": "Active",
        "datasetsFilter": [],
        "modelVersionFilter": "All Runs",
        "selectedColumns": list(COLUMNS),
    }
    return {
        "mlflow.experimentKind": "custom_model_development",
        "mlflow.experiment.primaryMetric.name": "test_accuracy",
        "mlflow.experiment.primaryMetric.greaterIsBetter": "true",
        f"mlflow.sharedViewState.{VIEW}": json.dumps(state),
    }


def address(database: Path, study: str) -> str:
    """Return what follows the host in the address of the study's table; '' before it is tracked."""
    query = "SELECT experiment_id FROM experiments WHERE name = ?"
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute(query, (study,)).fetchone()
    view = f"workflowType=machine_learning&viewStateShareKey={VIEW}"
    return f"#/experiments/{found[0]}/runs?{view}" if found else ""
