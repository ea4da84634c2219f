"""Bring a whole study's MLflow experiment in line with data/."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lineup.tracking import comparison, notes, runs, store, upsert, view
from lineup.tracking.collect import Study

if TYPE_CHECKING:
    from mlflow import MlflowClient


def study(here: Path, found: Study, supersede: bool = True) -> list[str]:
    """Upsert every training and the comparison; return the ids of their runs.

    With `supersede`, all other runs of the study are marked as superseded.
    """
    store.prepare(seconds=30)
    client = store.connect(store.address(here))
    experiment_id = store.experiment(client, found.name)
    seen = view.experiment_tags(found.ranked_by)
    for key, value in {"mlflow.note.content": notes.experiment(found.name), **seen}.items():
        client.set_experiment_tag(experiment_id, key, value)
    run_ids = [upsert.training(client, experiment_id, one, here, found.source) for one in found.trainings]
    run_ids.append(comparison.record(client, experiment_id, found.name, here))
    mark(client, experiment_id, found.name, run_ids, supersede)
    return run_ids


def mark(
    client: "MlflowClient", experiment_id: str, name: str, current: Sequence[str], supersede: bool
) -> None:
    """Tag the study's other runs `superseded`, and take the tag off the current ones."""
    for run in runs.search(client, experiment_id, {"study": name}):
        run_id, tagged = run.info.run_id, "superseded" in run.data.tags
        if run.info.lifecycle_stage == "deleted":
            continue
        if run_id in current and tagged:
            client.delete_tag(run_id, "superseded")
        elif supersede and run_id not in current and not tagged:
            client.set_tag(run_id, "superseded", "true")
            if run.info.status == "RUNNING":  # killed, and then the recipe was changed
                client.set_terminated(run_id, "KILLED")
