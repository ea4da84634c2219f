"""The tags that say where a run comes from: MLflow's own, and those of a training."""

import getpass
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from lineup.tracking import recipes

USER, COMMIT = "mlflow.user", "mlflow.source.git.commit"


def made_by(stage: str, commit: str | None = None) -> dict[str, str]:
    source = {"mlflow.source.name": f"stages/{stage}.py", "mlflow.source.type": "LOCAL"}
    return source | of_commit(commit)


def of_commit(commit: str | None) -> dict[str, str]:
    """Return a commit as a tag of ours and as MLflow's own; nothing where it is not known."""
    return {"git_commit": commit, COMMIT: commit} if commit else {}


def of_training(variant: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags of a training, beside those that name it; facts: its training.json."""
    known = {"split_digest": facts["split_digest"], "recipe": recipes.name(variant, facts)}
    return known | made_by("train", facts.get("commit"))


def by_user() -> dict[str, str]:
    """Return who works here, as the system calls them; nothing where it has no name."""
    with suppress(ImportError, KeyError, OSError):
        return {USER: getpass.getuser()}
    return {}
