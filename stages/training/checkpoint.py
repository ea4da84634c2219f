"""What a killed training needs to go on as if nothing had happened: one file, replaced atomically."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
import numpy as np


@dataclass
class Progress:
    """How far a training is: the epochs so far, the best of them, and the seconds they took."""

    history: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int = 0
    best_loss: float = float("inf")
    seconds: float = 0.0
    stopped: bool = False


def state(model: keras.Model) -> list[keras.Variable]:
    """Return all variables that a training changes: weights, random generators, the optimiser's."""
    return [*model.variables, *model.optimizer.variables]


def save(path: Path, model: keras.Model, progress: Progress, best: list[np.ndarray]) -> None:
    """Write everything to `path`, so that a kill at any moment leaves the old file or the new one."""
    arrays = {f"state_{index}": variable.numpy() for index, variable in enumerate(state(model))}
    arrays |= {f"best_{index}": array for index, array in enumerate(best)}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as file:
        np.savez(file, progress=np.array(json.dumps(asdict(progress))), **arrays)
    temporary.replace(path)


def restore(path: Path, model: keras.Model) -> tuple[Progress, list[np.ndarray]]:
    """Bring `model` to the saved state; where there is none, return a new Progress and leave it as it is."""
    if not path.exists():
        return Progress(), []
    with np.load(path) as saved:
        for index, variable in enumerate(state(model)):
            variable.assign(saved[f"state_{index}"])
        best = [
            saved[f"best_{index}"] for index in range(sum(key.startswith("best_") for key in saved.files))
        ]
        return Progress(**json.loads(str(saved["progress"]))), best
