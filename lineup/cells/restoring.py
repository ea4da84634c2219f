"""Where finished trainings lie, and how they become a train stage's output. Needs no TensorFlow."""

import shutil
from pathlib import Path

from lineup import repository, which
from lineup.code import closure
from lineup.records import key
from lineup.schema.params import Params


def place(training_key: str) -> Path:
    return repository.root() / "checkpoints" / training_key


def finished(store: Path) -> bool:
    return (store / "finished").exists()


def shown(study: Params, seed: int, fold: int) -> bool:
    """Say whether this is the training of a variant that has a picture of what its net is fed."""
    return (seed, fold) == (study.seeds[0], 0)


def fed(store: Path) -> Path:
    """Return where a training has the picture of what its net is fed: it is named by what draws it."""
    return store / f"fed-{key.sha256(closure.digests(['lineup.training.fed']))[:16]}.png"


def copy(study: Params, store: Path, output: Path, seed: int, fold: int) -> None:
    """Copy a finished training, and the picture of what its net is fed, to where a train stage owns them.

    Its checkpoint is removed: nothing is left to resume.
    """
    part = output / which.part(seed, fold)
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(store / "finished", part)
    if shown(study, seed, fold) and fed(store).exists():
        shutil.copyfile(fed(store), output / "fed.png")
    for name in (key.CHECKPOINT, Path(key.CHECKPOINT).with_suffix(".part")):
        (store / name).unlink(missing_ok=True)
