"""Which model answers: one of the workspace, or one of MLflow's registry."""

import sys

from lineup.errors import LineupError
from lineup.inference import forms, opening
from lineup.inference.model import Trained
from lineup.records import to_use
from lineup.tracking import registry


def load(variant: str | None, address: str | None) -> Trained:
    """Return the model at `address` (models:/NAME@ALIAS or models:/NAME/VERSION), else the workspace's.

    One that nobody named is told on standard error, with why it answers. Raises LineupError where both are
    named, or the model does not exist.
    """
    if address is None:
        known, why = to_use.chosen(variant)
        if why:
            print(f"{known.variant}, seed {known.seed}: {why}", file=sys.stderr, flush=True)
        return forms.of_workspace(known)
    if variant is not None:
        raise LineupError("Give --variant or --model, not both: each names the model that answers.")
    with registry.fetched(address) as folder:
        return opening.of_folder(folder, address)
