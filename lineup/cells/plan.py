"""Which trainings a run lacks: those of the train stages that DVC would execute."""

import itertools
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from lineup.cells.cell import FEATURES, Cell
from lineup.errors import LineupError
from lineup.records import key
from lineup.schema.params import Params

TRAIN, MAKE, EVALUATE = "train@", "features@", "evaluate@"
Trainings = dict[tuple[str, int, int], Cell]  # by variant, seed and fold


def inputs(study: Params, variants: Iterable[str]) -> list[str]:
    """Return the stages that make what the trainings of these variants read, or the shards of a backbone."""
    trained = [name for name in variants if not name.startswith(FEATURES)]
    if not trained:
        return ["preprocess"]
    read = {study.variants[name].input for name in trained}
    made = {"images": "preprocess", **{f"features/{name}": f"features@{name}" for name in study.backbones}}
    return ["split", *sorted(made[one] for one in read)]


@contextmanager
def repository() -> Iterator[Any]:
    """Yield DVC's view of the project, locked; what DVC refuses is a LineupError with its words."""
    from dvc.exceptions import DvcException
    from dvc.repo import Repo

    logging.getLogger("dvc").setLevel(logging.WARNING)  # it would tell of each stage
    try:
        with Repo() as repo, repo.lock:
            yield repo
    except DvcException as error:
        raise LineupError(f"DVC says: {error}") from error


def stages(targets: Sequence[str]) -> list[str]:
    """Return the stages that `dvc repro TARGETS` would run if all had changed; all without targets."""
    with repository() as repo:
        found = set() if targets else set(repo.index.stages)
        for name in targets:
            found.update(repo.stage.collect(name, with_deps=True))
        return sorted(stage.addressing for stage in found)


def lacking(names: Iterable[str], stage: str = TRAIN) -> list[str]:
    """Return those of the variants (or backbones) whose `stage` `dvc repro` would execute now.

    It executes none whose outputs are there, or in the run cache.
    """
    names = list(names)
    wanted = {f"{stage}{name}" for name in names}
    with repository() as repo:
        stages = [stage for stage in repo.index.stages if stage.addressing in wanted]
        lacking = [stage.addressing for stage in stages if stage.changed() and not kept(stage)]
    return [name for name in names if f"{stage}{name}" in lacking]


def backbones(study: Params, variants: Iterable[str]) -> list[str]:
    read = {study.variants[name].input for name in variants}
    return sorted(one.removeprefix(FEATURES) for one in read if one.startswith(FEATURES))


def kept(stage: Any) -> bool:
    """Say whether DVC's cache holds what a stage would make: as dvc.lock names it, or in the run cache."""
    from dvc.dependency.base import DependencyDoesNotExistError
    from dvc.dependency.param import MissingParamsError
    from dvc.stage.cache import RunCacheNotFoundError
    from dvc_data.hashfile.hash_info import HashInfo

    try:
        if stage.changed_stage() or not stage.deps_cached():
            stage.save_deps()  # what the run cache is asked by
            for out in stage.outs:
                out.hash_info = HashInfo()  # of another recipe
        stage.repo.stage_cache.restore(stage, dry=True)
    except (RunCacheNotFoundError, DependencyDoesNotExistError, MissingParamsError):
        return False  # what it reads is not made yet, or not what check has written of it
    return True


def lacking_cells(study: Params, variants: Sequence[str]) -> list[Cell]:
    """Return the cells that are lacking as data/ is now: all of them where inputs are not made yet."""
    try:
        return cells(trainings(study, lacking(variants), Path("data")))
    except (LineupError, FileNotFoundError):
        every = itertools.product(variants, study.seeds, study.split.trainings)
        return [one(study, name, seed, fold) for name, seed, fold in every]


def one(study: Params, name: str, seed: int, fold: int = 0) -> Cell:
    variant = study.variants[name]
    return Cell(name, seed, variant.epochs, variant.input, variant.resources, fold)


def names(addresses: Iterable[str], stage: str = TRAIN) -> list[str]:
    """Return the variants among the addresses of stages that are a `stage`."""
    return [one.removeprefix(stage) for one in addresses if one.startswith(stage)]


def record(address: str) -> None:
    """Have DVC take what lies in data/ for what a stage made of its inputs, in dvc.lock and the run cache."""
    with repository() as repo:
        (stage,) = (stage for stage in repo.index.stages if stage.addressing == address)
        stage.save()
        stage.commit()
        stage.dump(update_pipeline=False)


def trainings(study: Params, variants: Iterable[str], data: Path) -> Trainings:
    """Return the cell of each training of the variants. data/ must hold their inputs.

    Variants that differ in name alone share a training, and have one cell.
    """
    split = pd.read_parquet(data / "split/split.parquet")
    found: dict[str, Cell] = {}
    own: Trainings = {}
    for name in variants:
        variant = study.variants[name]
        for fold, common in key.of_folds(variant.model_dump(), split, data / variant.input).items():
            for seed in study.seeds:
                same = key.training_key(common, dict.fromkeys(key.MACHINE), seed)
                own[name, seed, fold] = found.setdefault(same, one(study, name, seed, fold))
    return own


def cells(trainings: Trainings) -> list[Cell]:
    """Return each cell once, long ones first, so that none is left over."""
    once = dict.fromkeys(trainings.values())
    return sorted(once, key=lambda cell: (cell.input != "images", -cell.epochs))
