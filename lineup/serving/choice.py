"""Which model answers: one of the workspace, or one of MLflow's registry."""

from lineup.errors import LineupError
from lineup.inference import forms, opening, workspace
from lineup.inference.model import Trained
from lineup.tracking import registry


def load(variant: str | None, address: str | None) -> Trained:
    """Return the model at `address` (models:/NAME@ALIAS or models:/NAME/VERSION), else the workspace's.

    Raises LineupError where both are named, or the model does not exist.
    """
    if address is None:
        return forms.of_workspace(workspace.chosen(variant))
    if variant is not None:
        raise LineupError("Give --variant or --model, not both: each names the model that answers.")
    with registry.fetched(address) as folder:
        return opening.of_folder(folder, address)
