"""Bring one training's run in line with data/: found by its key, completed, never doubled."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lineup.records.recipe import Plain
from lineup.tracking import dataset, models, notes, pictures, runs
from lineup.tracking.collect import COSTS, FINAL_VALIDATION, RESULTS, Training

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

METRICS = (*runs.EPOCH_METRICS, *RESULTS, FINAL_VALIDATION, *COSTS)


def training(client: "MlflowClient", experiment_id: str, one: Training, here: Path, source: str) -> str:
    """Return the id of the training's one FINISHED run, created or completed where needed."""
    data = here / "data"
    curves, finals = runs.epoch_points(one.history), final_points(one)
    run = runs.obtain(client, experiment_id, one.name, one.identity, one.started)
    present = runs.logged(client, run.info.run_id, METRICS)
    if runs.contradicts(curves + finals, present) or differs(run.data.params, one.params):
        # Trained again with another outcome, `dvc repro --force`: what a run shows is always one execution.
        retire(client, run)
        run, present = runs.create(client, experiment_id, one.name, one.identity, one.started), {}
    run_id, finished = run.info.run_id, run.info.status == "FINISHED"
    runs.describe(client, run, tags(one), here, one.params)
    shape = np.load(data / "images/images.npy", mmap_mode="r").shape[1:]
    if not finished or not (run.inputs and run.inputs.dataset_inputs):
        split = data / "split/split.parquet"
        client.log_inputs(run_id, [dataset.describe(one.study, one.split_digest, source, shape, split)])
    model = models.obtain(client, run, one.name, {key: str(value) for key, value in one.params.items()})
    runs.log(client, run_id, runs.missing(curves, present))
    runs.log(client, run_id, runs.missing(finals, present), model.model_id)
    if not finished or not models.complete(client, model):
        classes = np.load(data / "results" / one.variant / "probabilities.npy", mmap_mode="r").shape[1]
        versions = {name: str(one.facts[name]) for name in ("keras", "tensorflow")}
        models.fill(client, model, one.model, shape, classes, versions)
    if not finished or not set(pictures.NAMES) <= artifact_names(client, run_id):
        upload(client, run_id, pictures.draw(one, data))
    if not finished:
        end = run.info.start_time + int(one.finals["training_seconds"] * 1000)
        client.set_terminated(run_id, "FINISHED", end)
    return str(run_id)


def final_points(one: Training) -> list[runs.Point]:
    """Return the points of a training as a whole, at step 0."""
    return [(name, 0, value) for name, value in one.finals.items()]


def tags(one: Training) -> dict[str, str]:
    """Return the tags of a run beside those that name it."""
    return {"split_digest": one.split_digest, "mlflow.note.content": notes.training(one)}


def differs(present: Mapping[str, str], wanted: Mapping[str, Plain]) -> bool:
    """Say whether a run holds another value for one of the params."""
    return any(key in present and present[key] != str(value) for key, value in wanted.items())


def retire(client: "MlflowClient", run: "Run") -> None:
    """Delete a run and its model, as MLflow deletes: they can be restored until `mlflow gc`."""
    for output in run.outputs.model_outputs if run.outputs else []:
        client.delete_logged_model(output.model_id)
    client.delete_run(run.info.run_id)


def artifact_names(client: "MlflowClient", run_id: str) -> set[str]:
    """Return the paths of a run's artifacts at its top."""
    return {item.path for item in client.list_artifacts(run_id)}


def upload(client: "MlflowClient", run_id: str, files: Mapping[str, bytes]) -> None:
    """Store files as a run's artifacts."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        client.log_artifacts(run_id, folder)
