"""What `lineup run` has trained side by side becomes a train stage's output, without TensorFlow."""

import json
import os
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from lineup import repository, which
from lineup.cells.cell import TRAINED_ON
from lineup.code import closure
from lineup.records import kept, key
from lineup.schema.params import Params


def place(training_key: str) -> Path:
    """Return where a training's checkpoint and its finished files lie."""
    return repository.root() / "checkpoints" / training_key


def trained_on() -> list[dict[str, Any]]:
    """Return the facts of the other machines whose trainings count: `lineup run` names those of its cells."""
    found: list[dict[str, Any]] = json.loads(os.environ.get(TRAINED_ON, "[]"))
    return found


def shown(study: Params, seed: int, fold: int) -> bool:
    """Say whether this is the training of a variant that has a picture of what its net is fed."""
    return (seed, fold) == (study.seeds[0], 0)


def fed(store: Path) -> Path:
    """Return where a training has the picture of what its net is fed: it is named by what draws it."""
    return store / f"fed-{key.sha256(closure.digests(['lineup.training.fed']))[:16]}.png"


def restored(study: Params, name: str, output: Path) -> bool:
    """Make `output` of finished trainings, and say so; False, and nothing, where `lineup run` names none.

    Also where it lacks one, or the picture of what the net is fed.
    """
    machines = trained_on()
    if not machines:
        return False
    variant = study.variants[name]
    split = pd.read_parquet("data/split/split.parquet")
    of_folds = key.of_folds(variant.model_dump(), split, Path("data", variant.input))
    stores = {}
    for seed, (fold, common) in product(study.seeds, of_folds.items()):
        found = [place(key.training_key(common, facts, seed)) for facts in machines]
        stores[seed, fold] = next(filter(kept.there, found), None)
    first, pictured = stores[study.seeds[0], 0], variant.input == "images"
    if None in stores.values() or first is None or (pictured and not fed(first).exists()):
        return False
    for (seed, fold), store in stores.items():
        if store is not None:
            with FileLock(f"{store}.lock"):
                say(name, seed, fold)
                copy(study, store, output, seed, fold)
    return True


def copy(study: Params, store: Path, output: Path, seed: int, fold: int) -> None:
    """Copy a finished training, and the picture of what its net is fed, to where a train stage owns them."""
    kept.copy(store, output / which.part(seed, fold))
    if shown(study, seed, fold) and fed(store).exists():
        shutil.copyfile(fed(store), output / "fed.png")


def say(name: str, seed: int, fold: int) -> None:
    """Tell that a training need not be done."""
    print(
        f"{which.title(name, seed, fold)}: trained before with the same recipe and data, restored", flush=True
    )
