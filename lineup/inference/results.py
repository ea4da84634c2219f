"""What evaluate leaves of a variant, its models' answers: data/results/VARIANT/."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from lineup.files import read_json

PREDICTIONS, PROBABILITIES, TEMPERATURES = "predictions.parquet", "probabilities.npy", "temperatures.json"
SMALLEST = 1e-7  # a probability below it counts as it, as in Keras's cross-entropy


@dataclass(frozen=True)
class Answers:
    """What a variant's models, a seed each, say of every validation and test image.

    With folds (a column `fold`) test images are all, each answered once a repeat by a model that did not see
    it, and validation images those of the model that goes to work.

    table: predictions.parquet, a row per seed and image. probabilities: float (rows, classes), before
    calibration, in the order of the table. temperatures: by seed, None where the model diverged.
    """

    table: pd.DataFrame
    probabilities: np.ndarray
    temperatures: dict[int, float | None]


def write(folder: Path, answers: Answers) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    answers.table.to_parquet(folder / PREDICTIONS, index=False)
    np.save(folder / PROBABILITIES, answers.probabilities)
    (folder / TEMPERATURES).write_text(json.dumps(answers.temperatures, indent=2) + "\n")


def read(folder: Path) -> Answers:
    """Return a variant's answers, the probabilities as a memory map."""
    temperatures = read_json(folder / TEMPERATURES)
    return Answers(
        table=pd.read_parquet(folder / PREDICTIONS),
        probabilities=np.load(folder / PROBABILITIES, mmap_mode="r"),
        temperatures={int(seed): temperature for seed, temperature in temperatures.items()},
    )


def losses(of_truth: np.ndarray) -> np.ndarray:
    """Return each answer's cross-entropy in nats, float64 (n,), by the probability of the true class."""
    return np.asarray(-np.log(np.maximum(of_truth.astype(float), SMALLEST)))


def validation_losses(answers: Answers) -> dict[int, float]:
    """Return each seed's mean loss on validation images; infinity where it diverged."""
    found = {}
    for seed, own in answers.table[answers.table["split"] == "validation"].groupby("seed"):
        of_truth = answers.probabilities[own.index.to_numpy(), own["class_id"].to_numpy()]
        loss = float(losses(of_truth).mean())
        found[int(str(seed))] = loss if math.isfinite(loss) else math.inf
    return found
