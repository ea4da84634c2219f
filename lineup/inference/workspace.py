"""Which of the workspace's models answers. Needs no TensorFlow; no choice looks at test images."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from lineup.errors import LineupError, closest
from lineup.inference import results
from lineup.inference.facts import MODEL, Facts
from lineup.schema.params import Images
from lineup.splits.table import class_names


def chosen(variant: str | None = None, data: Path = Path("data")) -> Facts:
    """Return the facts of a variant's model, of its seeds the one with the lowest validation loss.

    Without a name, the variant with the lowest mean validation loss. Raises LineupError where nothing is
    trained yet or the variant is unknown.
    """
    evaluated = [path.parent.name for path in sorted((data / "results").glob(f"*/{results.TEMPERATURES}"))]
    if not evaluated:
        raise LineupError("Nothing is trained here yet. Run `dvc repro` first.")
    if variant is None:
        variant = min(evaluated, key=lambda name: float(np.mean(list(losses(data, name).values()))))
    if variant not in evaluated:
        raise LineupError(
            f"There is no trained variant '{variant}'. Trained: {', '.join(evaluated)}."
            f"{closest(variant, evaluated)}"
        )
    answers = results.read(data / "results" / variant)
    found = results.validation_losses(answers)
    seed = min(found, key=lambda one: found[one])
    training = json.loads((data / "models" / variant / str(seed) / "training.json").read_text())
    split = pd.read_parquet(data / "split/split.parquet", columns=["label", "class_id"])
    return Facts(
        variant=variant,
        seed=seed,
        training_key=training["training_key"],
        class_names=class_names(split),
        temperature=answers.temperatures[seed],
        images=Images.model_validate_json((data / "images/settings.json").read_text()),
    )


def losses(data: Path, variant: str) -> dict[int, float]:
    """Return the validation loss of each of an evaluated variant's trainings, by seed."""
    return results.validation_losses(results.read(data / "results" / variant))


def model_file(facts: Facts, data: Path = Path("data")) -> Path:
    """Return where the workspace keeps the model itself."""
    return data / "models" / facts.variant / str(facts.seed) / MODEL
