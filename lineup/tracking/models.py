"""The one model of a training's run, made and filled without importing Keras or TensorFlow (8 s a process).

It is called MODEL, so that `runs:/RUN_ID/model` is its address.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from lineup.inference import facts as facts_of
from lineup.inference.facts import Facts
from lineup.tracking import flavors, tags

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import LoggedModel, Run

MODEL = "model"
REGISTERED = "registered"  # what `lineup promote` calls its own models
FOLDER = "data/model"
FILES = (*("MLmodel", "input_example.json"), f"{FOLDER}/{facts_of.MODEL}", f"{FOLDER}/{facts_of.FILE}")
DIGEST = "facts_digest"  # a model's tag
SENDING = 8  # files at once
LAYOUT = 1  # another number where models that are there must be filled anew


def digest(facts: Facts) -> str:
    """Return what tells the content of a training's model from an earlier one."""
    return hashlib.sha256(f"{LAYOUT} {facts.model_dump_json()}".encode()).hexdigest()


def obtain(
    client: "MlflowClient", run: "Run", params: dict[str, str], figures: Iterable[str]
) -> "LoggedModel":
    """Return the run's one model: the one it has, or a new one, not yet filled.

    A new one takes over the figures, metrics of these names, that the run has already. Models of other names
    are an earlier Lineup's, and go.
    """
    from mlflow.entities import LoggedModelOutput

    own, earlier = split(client, run)
    experiment_id, run_id = run.info.experiment_id, run.info.run_id
    known = run.data.tags
    made_by = {key: known[key] for key in known if key == tags.USER or key.startswith("mlflow.source.")}
    model = own or client.create_logged_model(experiment_id, MODEL, run_id, params=params, tags=made_by)
    outputs = run.outputs.model_outputs if run.outputs else []
    if model.model_id not in [output.model_id for output in outputs]:
        client.log_outputs(run_id, [LoggedModelOutput(model.model_id, step=0)])
    if own is None:
        take_over(client, run, model, figures)
    for other in earlier:
        client.delete_logged_model(other.model_id)
    return model


def take_over(client: "MlflowClient", run: "Run", model: "LoggedModel", figures: Iterable[str]) -> None:
    """Have a model show what its run has logged: the same points once more, which a run does not double."""
    from mlflow.entities import Metric

    run_id, known = run.info.run_id, set(run.data.metrics)
    found = [point for name in figures if name in known for point in client.get_metric_history(run_id, name)]
    points = [
        Metric(one.key, one.value, one.timestamp, one.step, model.model_id, run_id=run_id) for one in found
    ]
    if points:
        client.log_batch(run_id, metrics=points)


def split(client: "MlflowClient", run: "Run") -> "tuple[LoggedModel | None, list[LoggedModel]]":
    """Return the model that track gave a run, None where there is none, and those of an earlier Lineup."""
    named = f"source_run_id = '{run.info.run_id}'"
    found = client.search_logged_models([run.info.experiment_id], filter_string=named)
    own = next((model for model in found if model.name == MODEL), None)
    return own, [model for model in found if model.name not in (MODEL, REGISTERED)]


def whole(client: "MlflowClient", run: "Run", facts: Facts) -> bool:
    """Say whether a run has its model, READY, with these facts and all its files, and no other one."""
    from mlflow.entities import LoggedModelStatus

    model, earlier = split(client, run)
    if model is None or earlier or model.status != LoggedModelStatus.READY:
        return False
    if model.tags.get(DIGEST) != digest(facts):
        return False
    listed = [client.list_logged_model_artifacts(model.model_id, folder) for folder in (None, FOLDER)]
    return set(FILES) <= {item.path for items in listed for item in items}


def fill(
    client: "MlflowClient",
    model: "LoggedModel",
    keras_file: Path,
    facts: Facts,
    example: bytes,
    versions: Mapping[str, str],
) -> None:
    """Store a .keras file with its facts as the model's content, and mark it READY.

    example: a picture's file; versions: those of keras and tensorflow that it was made with.
    """
    with tempfile.TemporaryDirectory() as place:
        content, folder = Path(place, "model"), Path(place, "whole")
        content.mkdir()
        shutil.copyfile(keras_file, content / facts_of.MODEL)
        (content / facts_of.FILE).write_text(facts.model_dump_json(indent=2) + "\n", encoding="utf-8")
        flavors.write(folder, content, example, versions, model)
        send(client, model.model_id, folder)
    client.set_logged_model_tags(model.model_id, {DIGEST: digest(facts)})
    client.finalize_logged_model(model.model_id, "READY")


def send(client: "MlflowClient", model_id: str, folder: Path) -> None:
    """Store a folder as a model's content, several files at once: a server takes a request for each."""

    def one(path: Path) -> None:
        inside = path.parent.relative_to(folder).as_posix()
        client.log_model_artifact(model_id, str(path), None if inside == "." else inside)

    first, *others = (path for path in folder.rglob("*") if path.is_file())
    one(first)  # by which the client learns where they go
    with ThreadPoolExecutor(SENDING) as pool:
        list(pool.map(one, others))
