"""MLflow's registry: versions of a study's model, the alias of the one at work, and their files."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lineup.errors import LineupError, closest
from lineup.tracking import failures, models, place, store

if TYPE_CHECKING:
    from mlflow import MlflowClient as MlflowClient
    from mlflow.entities.model_registry import ModelVersion as ModelVersion

ALIAS = "champion"
LONGEST_DESCRIPTION = 5000  # characters
DATA = "data/model"  # our files, inside a version's folder


@contextmanager
def opened(here: Path) -> Iterator["MlflowClient"]:
    """Yield a client; what goes wrong with MLflow meanwhile ends as a LineupError."""
    tracking = store.address(here)
    store.prepare(seconds=30)
    with failures.failing_clearly(tracking):
        yield store.connect(tracking)


def model_name(client: "MlflowClient", study: str, here: Path) -> str:
    """Return the name of a study's registered model; on a server, one that no other project has taken."""
    own = owner(client, here)
    names = place.candidates(study, own)
    known = {name: client.search_registered_models(f"name = '{name}'") for name in names}
    mine = [name for name in names if known[name] and place.ours(known[name][0], own)]
    return next(iter([*mine, *(name for name in names if not known[name])]), names[-1])


def owner(client: "MlflowClient", here: Path) -> list[str]:
    return [] if place.is_private(client.tracking_uri, here) else place.project(here)


def find(client: "MlflowClient", name: str, digest: str) -> "ModelVersion | None":
    found = client.search_model_versions(f"name = '{name}' and tag.digest = '{digest}'")
    return max(found, key=lambda one: int(one.version), default=None)


def champion(client: "MlflowClient", name: str) -> "ModelVersion | None":
    from mlflow.exceptions import MlflowException

    try:
        return client.get_model_version_by_alias(name, ALIAS)
    except MlflowException as error:
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            return None
        raise


def register(
    client: "MlflowClient", name: str, folder: Path, tags: Mapping[str, str], card: str, here: Path
) -> "ModelVersion":
    """Store a folder in MLflow's layout as the next version of the model `name`.

    tags hold `digest`: where another process stored that content meanwhile, its version is the answer. And
    `training_key`, by which the training's run is found: the version then links to it.
    """
    experiment_id = place.experiment(client, tags["study"], here)
    query = f"tags.training_key = '{tags['training_key']}'"
    run = next(iter(client.search_runs([experiment_id], query, max_results=1)), None)
    run_id = run.info.run_id if run else None
    with store.locked(client.tracking_uri):
        if there := find(client, name, tags["digest"]):
            return there
        model = client.create_logged_model(experiment_id, models.REGISTERED, run_id)
        client.log_model_artifacts(model.model_id, str(folder))
        client.finalize_logged_model(model.model_id, "READY")
        if not client.search_registered_models(f"name = '{name}'"):
            about = f"The best models of study `{tags['study']}`."
            client.create_registered_model(name, place.tagged(owner(client, here)), about)
        # A local store would look for models:/ID in the address that is set globally, and none is.
        local = store.database(client.tracking_uri)
        source = model.artifact_location if local else f"models:/{model.model_id}"
        return client.create_model_version(
            name,
            source,
            run_id=run_id,
            tags=dict(tags),
            description=card[:LONGEST_DESCRIPTION],
            model_id=model.model_id,
        )


@contextmanager
def files(client: "MlflowClient", version: "ModelVersion") -> Iterator[Path]:
    """Yield the folder with our files of a version: in place where the store is local, else fetched."""
    location = client.get_model_version_download_uri(version.name, version.version)
    if folder := store.local(location):
        yield folder / DATA
        return
    from mlflow import artifacts

    with tempfile.TemporaryDirectory() as own:
        fetched = artifacts.download_artifacts(location, dst_path=own, tracking_uri=client.tracking_uri)
        yield Path(fetched) / DATA


@contextmanager
def fetched(address: str) -> Iterator[Path]:
    """Yield the folder with our files of the model at models:/NAME@ALIAS or models:/NAME/VERSION."""
    with opened(Path.cwd()) as client, files(client, resolve(client, address)) as folder:
        if not folder.is_dir():
            raise LineupError(f"'{address}' is not a model that `lineup promote` registered.")
        yield folder


def resolve(client: "MlflowClient", address: str) -> "ModelVersion":
    """Return the version that an address means; LineupError where it means none."""
    from mlflow.exceptions import MlflowException

    kind, _, rest = address.partition(":/")
    name, at, alias = rest.partition("@")
    if not at:
        name, _, number = rest.partition("/")
    if kind != "models" or not name or not (alias if at else number):
        raise LineupError(
            f"'{address}' names no model. Write models:/NAME@{ALIAS}, or models:/NAME/VERSION with a number."
        )
    known = [model.name for model in client.search_registered_models()]
    if name not in known:
        there = f"Registered: {', '.join(known)}." if known else "`lineup promote` registers the first."
        raise LineupError(f"MLflow's registry has no model '{name}'. {there}{closest(name, known)}")
    try:
        by_alias = client.get_model_version_by_alias
        return by_alias(name, alias) if at else client.get_model_version(name, number)
    except MlflowException:
        what = f"alias '{alias}'" if at else f"version '{number}'"
        raise LineupError(f"The registered model '{name}' has no {what}.") from None
