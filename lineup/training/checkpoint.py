"""What a killed training needs to go on as if nothing had happened: one file, replaced atomically."""

import json
import sys
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
import numpy as np

from lineup import durable


@dataclass
class Progress:
    """How far a training is: the epochs so far, the best of them, and the seconds they took, each and all.

    batches: those done of the epoch under way, which began with `learning_rate`.
    """

    history: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int = 0
    best_loss: float = float("inf")
    seconds: float = 0.0
    epoch_seconds: list[float] = field(default_factory=list)
    stopped: bool = False
    batches: int = 0
    learning_rate: float = 0.0

    @property
    def timed(self) -> list[dict[str, float]]:
        """Return the epochs so far, each with its `seconds`."""
        rows = zip(self.history, self.epoch_seconds, strict=True)
        return [row | {"seconds": seconds} for row, seconds in rows]


@dataclass
class Saved:
    """A checkpoint: how far, the best epoch's variables, and the metrics' sums of the epoch under way."""

    progress: Progress = field(default_factory=Progress)
    best: list[np.ndarray] = field(default_factory=list)
    sums: list[np.ndarray] = field(default_factory=list)


def state(model: keras.Model) -> list[keras.Variable]:
    """Return all variables that a training changes: weights, random generators, the optimiser's."""
    return [*model.variables, *model.optimizer.variables]


def save(path: Path, model: keras.Model, saved: Saved) -> None:
    """Write everything to `path`, so that a kill at any moment leaves the old file or the new one."""
    arrays = {f"state_{index}": variable.numpy() for index, variable in enumerate(state(model))}
    arrays |= {f"best_{index}": array for index, array in enumerate(saved.best)}
    arrays |= {f"sum_{index}": array for index, array in enumerate(saved.sums)}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as file:
        np.savez(file, progress=np.array(json.dumps(asdict(saved.progress))), **arrays)
    durable.replace(temporary, path)


def restore(path: Path, model: keras.Model) -> Saved:
    """Bring `model` to the saved state; where there is none that can be read, return a new Saved.

    A damaged file is told of on standard error, and the training starts anew.
    """
    if not path.exists():
        return Saved()
    try:
        with path.open("rb") as file, np.load(file) as opened:
            arrays = {name: opened[name] for name in opened.files}
        progress = Progress(**json.loads(str(arrays["progress"])))
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        print(f"warning: {path} is damaged ({error}): this training starts anew", file=sys.stderr)
        return Saved()
    for index, variable in enumerate(state(model)):
        variable.assign(arrays[f"state_{index}"])
    return Saved(progress, numbered(arrays, "best_"), numbered(arrays, "sum_"))


def numbered(arrays: dict[str, np.ndarray], prefix: str) -> list[np.ndarray]:
    count = sum(name.startswith(prefix) for name in arrays)
    return [arrays[f"{prefix}{index}"] for index in range(count)]
