"""Which model answers: one of the workspace, or one of MLflow's registry."""

from lineup.errors import LineupError
from lineup.inference import model, workspace
from lineup.tracking import registry


def load(variant: str | None, address: str | None) -> model.Trained:
    """Return the model at `address` (models:/NAME@ALIAS or models:/NAME/VERSION), else the workspace's.

    Raises LineupError where both are named, or the model does not exist.
    """
    if address is None:
        found = workspace.chosen(variant)
        return model.open_model(f"{found.variant}, seed {found.seed}", found, workspace.model_file(found))
    if variant is not None:
        raise LineupError("Give --variant or --model, not both: each names the model that answers.")
    with registry.fetched(address) as folder:
        return model.read(folder, address)
