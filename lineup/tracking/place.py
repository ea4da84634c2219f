"""A study's experiment in MLflow, as one workspace sees it: which runs in it are its own.

The experiment bears the study's name, or what MLFLOW_EXPERIMENT_NAME says: a whole name, or what comes before
the study's where it ends with a slash. On a server that several projects share, each has its own: the second
one with a study of that name gets a name with some digits of its identity.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lineup import repository
from lineup.tracking import experiments, git, mend, store, workspace

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Experiment, Run
    from mlflow.entities.model_registry import RegisteredModel

OWNER, PROJECT, NAMED = "workspace", "project", "named"  # tags, of a run and of an experiment


@dataclass(frozen=True)
class Place:
    """An experiment, and who looks at it; a private store is the one in the workspace's own mlruns/."""

    client: "MlflowClient"
    experiment_id: str
    name: str
    workspace: str
    private: bool

    def owns(self, run: "Run") -> bool:
        """Say whether this workspace made a run: then, and only then, may it change it."""
        owner = run.data.tags.get(OWNER)
        return owner == self.workspace or (owner is None and self.private)


def opened(here: Path, study: str) -> Place:
    """Return the study's place in the store or server of `here`, made where there is none."""
    client = store.connect(store.address(here))
    return seen(client, here, experiment(client, study, here))


def found(here: Path, study: str) -> Place | None:
    client = store.connect(store.address(here))
    there = find(client, *wanted(client.tracking_uri, study, here))
    if there is None or there.lifecycle_stage == "deleted":
        return None
    return seen(client, here, there.experiment_id)


def find(client: "MlflowClient", names: list[str], own: list[str]) -> "Experiment | None":
    """Return the first experiment with one of these names that is no other project's, or had the first one.

    A person may have renamed it in MLflow; who sets a whole name says that it has that.
    """
    there = (client.get_experiment_by_name(name) for name in names)
    known = next((one for one in there if one is not None and ours(one, own)), None)
    if known or whole():
        return known
    renamed = client.search_experiments(filter_string=f'tags.{NAMED} = "{names[0]}"')
    return next((one for one in renamed if ours(one, own)), None)


def seen(client: "MlflowClient", here: Path, experiment_id: str) -> Place:
    tracking, own = client.tracking_uri, workspace.find(here)
    file = store.database(tracking)
    if file is not None and is_private(tracking, here) and own.before:
        mend.hand_over(file, own.before, own.name)
    name = client.get_experiment(experiment_id).name
    return Place(client, experiment_id, name, own.name, is_private(tracking, here))


def is_private(tracking: str, here: Path) -> bool:
    file = store.database(tracking)
    return file is not None and file.resolve() == (store.folder(here) / "mlflow.db").resolve()


def experiment(client: "MlflowClient", study: str, here: Path) -> str:
    """Return the id of the study's experiment, created or restored where needed."""
    from mlflow.exceptions import MlflowException

    tracking = client.tracking_uri
    names, own = wanted(tracking, study, here)
    with store.locked(tracking):
        there = find(client, names, own)
        if there is None:
            free = next((name for name in names if client.get_experiment_by_name(name) is None), names[-1])
            try:
                return str(client.create_experiment(free, store.artifacts(tracking), tagged(own)))
            except MlflowException:  # on a server, another process may be faster
                there = find(client, names, own)
                if there is None:
                    raise
        if there.lifecycle_stage == "deleted":
            client.restore_experiment(there.experiment_id)
        return str(there.experiment_id)


def ours(there: "Experiment | RegisteredModel", own: list[str]) -> bool:
    """Say whether an experiment, or a model, is no other project's."""
    return not own or there.tags.get(PROJECT, own[0]) in own


def tagged(own: list[str]) -> dict[str, str]:
    return {PROJECT: own[0]} if own else {}


def named(study: str) -> str:
    said = asked() or study
    return said + study if said.endswith("/") else said


def asked() -> str:
    return os.environ.get("MLFLOW_EXPERIMENT_NAME", "").strip()


def whole() -> bool:
    return not (asked() or "/").endswith("/")


def wanted(tracking: str, study: str, here: Path) -> tuple[list[str], list[str]]:
    """Return the names that the study's experiment may have, the first one first, and the project it is of.

    That does not count in a store of the workspace's own, and where a whole name is set.
    """
    own = [] if whole() or is_private(tracking, here) else project(here)
    return candidates(named(study), own), own


def candidates(name: str, own: list[str]) -> list[str]:
    """Return a name, and those in its place where another project has that."""
    return [name, *(f"{name}-{one[:8]}" for one in own)]


def variables(here: Path) -> dict[str, str]:
    """Return by which variables a job elsewhere tells MLflow what this workspace would."""
    names = ("MLFLOW_EXPERIMENT_NAME", *experiments.VARIABLES.values())
    given = {name: os.environ[name] for name in names if name in os.environ}
    return {"LINEUP_WORKSPACE": workspace.find(here).name, **given}


def project(here: Path) -> list[str]:
    """Return by what all clones of a project know it: the repository that they are of, and its first commit.

    Two projects may have begun as clones of a third, so that the repository comes first; it may be known to
    none of the clones yet, so that the first commit counts, too. To both belongs the project's place in the
    repository. Without git, it is the workspace of which all others are copies. Before the first commit, and
    in a shallow clone without a remote, nothing is known: whatever bears the study's name is the project's.
    """
    root = repository.root(here)
    with repository.opened(root) as repo:
        known = repo is not None
    own = None if known else workspace.find(root)
    names = [git.origin(root), git.first_commit(root)] if own is None else [(own.before or (own.name,))[-1]]
    inside = git.inside(root)
    return [hashlib.sha256(f"{name} {inside}".encode()).hexdigest() for name in names if name]
