"""The comparison's run: one per content of the report."""

from pathlib import Path
from typing import TYPE_CHECKING

from lineup.tracking import collect, runs, upsert

if TYPE_CHECKING:
    from mlflow import MlflowClient


LONGEST_NOTE = 8000  # characters that MLflow takes for a tag


def record(client: "MlflowClient", experiment_id: str, study: str, here: Path) -> str:
    """Return the id of the FINISHED run that shows the report as it is.

    It holds no metrics: their bars would stand before everybody's curves in MLflow's chart view.
    """
    data = here / "data"
    run = runs.obtain(client, experiment_id, "comparison", identity(study, data))
    run_id, finished = run.info.run_id, run.info.status == "FINISHED"
    runs.describe(client, run, tags(data), here)
    if not finished or not set(collect.REPORT_FILES) <= upsert.artifact_names(client, run_id):
        files = {name: (data / "report" / name).read_bytes() for name in collect.REPORT_FILES}
        upsert.upload(client, run_id, files)
    if not finished:
        client.set_terminated(run_id, "FINISHED")
    return str(run_id)


def identity(study: str, data: Path) -> dict[str, str]:
    """Return the tags that name the run."""
    return {"kind": "comparison", "study": study, "comparison_digest": collect.report_digest(data)}


def tags(data: Path) -> dict[str, str]:
    """Return the other tags of the run: its description is the report."""
    return {"mlflow.note.content": (data / "report/report.md").read_text(encoding="utf-8")[:LONGEST_NOTE]}
