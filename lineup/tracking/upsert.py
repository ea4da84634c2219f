"""Bring one run in line with what it is to show: found by the tags that name it, completed, never doubled."""

import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lineup import repository
from lineup.inference import workspace
from lineup.splits import table as splits
from lineup.tracking import collect, gaps, models, runs
from lineup.tracking.collect import Training
from lineup.tracking.gaps import Gap
from lineup.tracking.place import Place
from lineup.tracking.shown import Shown

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import DatasetInput, Run

DIGEST_LENGTH = 36  # MLflow's limit; a sha256 is longer


def bring(
    place: Place, wanted: Shown, here: Path, source: str, undrawn: "dict[str, Training] | None" = None
) -> str:
    """Return the id of the one FINISHED run that shows this: made or completed, or another workspace's.

    undrawn: takes a training whose pictures are lacking, by its run's id, where they are drawn later.
    """
    found = runs.search(place.client, place.experiment_id, wanted.identity)
    if (shared := lent(place, wanted, found)) is not None:
        return str(shared.info.run_id)
    client, lasted = place.client, wanted.training.finals["training_seconds"] if wanted.training else 0
    started = int((time.time() - lasted) * 1000)
    run = runs.obtain(place, wanted.name, wanted.identity, started)
    gap = gaps.of(client, run, wanted)
    if gap.another:
        # Trained again with another outcome, `dvc repro --force`: what a run shows is always one execution.
        for output in run.outputs.model_outputs if run.outputs else []:
            client.delete_logged_model(output.model_id)  # it and its run can be restored until `mlflow gc`
        client.delete_run(run.info.run_id)
        run = runs.create(place, wanted.name, wanted.identity, started)
        gap = gaps.of(client, run, wanted)
    fill(place, run, wanted, gap, here, source)
    if gap.files and undrawn is not None and wanted.training:
        undrawn[run.info.run_id] = wanted.training
    elif gap.files:
        upload(client, run.info.run_id, wanted.draw())
    if run.info.status != "FINISHED":
        end = run.info.start_time + int(lasted * 1000) if wanted.training else None
        client.set_terminated(run.info.run_id, "FINISHED", end)
    return str(run.info.run_id)


def lent(place: Place, wanted: Shown, found: "list[Run]") -> "Run | None":
    """Return another workspace's run that shows all of this, where this workspace has none of its own.

    Results that were pulled are shown by the run of who trained them. It is never changed from here.
    """
    active = [run for run in found if run.info.lifecycle_stage == "active"]
    if any(place.owns(run) for run in active):
        return None
    usable = [run for run in active if run.info.status == "FINISHED" and "superseded" not in run.data.tags]
    return next((run for run in usable if not gaps.of(place.client, run, wanted).hollow), None)


def fill(place: Place, run: "Run", wanted: Shown, gap: Gap, here: Path, source: str) -> None:
    """Give a run what it lacks but files; `source` is where its images come from."""
    client, run_id, one = place.client, run.info.run_id, wanted.training
    # Who trained says by which commit; the report is made by this one.
    runs.describe(place, run, gap.tags, None if one else repository.commit(here), gap.params)
    if one is None:
        runs.log(client, run_id, gap.points)
    else:
        shape = np.load(here / "data/images/images.npy", mmap_mode="r").shape[1:]
        if gap.dataset:
            split = here / "data/split/split.parquet"
            described = describe(one.study, one.facts["split_digest"], source, shape, split, one.fold)
            client.log_inputs(run_id, [described])
        model = models.obtain(client, client.get_run(run_id), wanted.params, collect.FIGURES)
        curves = [point for point in gap.points if point[0] in runs.EPOCH_METRICS]
        runs.log(client, run_id, curves)
        runs.log(client, run_id, [point for point in gap.points if point not in curves], model.model_id)
        if gap.model and wanted.facts:
            versions = {name: str(one.facts[name]) for name in ("keras", "tensorflow")}
            example = workspace.example(here / "data")
            models.fill(client, model, one.model, wanted.facts(), example, versions)


def upload(client: "MlflowClient", run_id: str, files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        client.log_artifacts(run_id, folder)


def describe(
    study: str, split_digest: str, source: str, image_shape: tuple[int, ...], split: Path, fold: int = 0
) -> "DatasetInput":
    """Return the input `study` with the split's digest, as the training of a fold sees it (0: none's).

    image_shape is (height, width, channels).
    """
    from mlflow.entities import Dataset, DatasetInput, InputTag

    table = splits.of_fold(pd.read_parquet(split), fold)
    counts = {str(part): int(count) for part, count in table["split"].value_counts().items()}
    profile = {"images": len(table), "classes": int(table["label"].nunique()), **counts}
    pixels = {"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1, *image_shape]}}
    classes = {"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}
    schema = {"mlflow_tensorspec": {"features": json.dumps([pixels]), "targets": json.dumps([classes])}}
    data = Dataset(
        name=study,
        digest=split_digest[:DIGEST_LENGTH],
        source_type="code",
        source=json.dumps({"tags": {"source": source, "split": "data/split/split.parquet"}}),
        schema=json.dumps(schema),
        profile=json.dumps(profile),
    )
    return DatasetInput(data, tags=[InputTag("mlflow.data.context", "training")])
