"""A training's key: one sha256 of all that decides its weights, the name of its checkpoints and MLflow run.

Whoever asks for a key asks here, and hands in what stands in params.yaml and data/. Needs no TensorFlow.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lineup.code import closure
from lineup.errors import LineupError
from lineup.files import checksum, named_files
from lineup.records import hashed, recipe
from lineup.splits import table

CODE = ("lineup.training.seed", "lineup.inference.device")  # a training; where and how it is computed
CHECKPOINT = "checkpoint.npz"  # below checkpoints/KEY, of a training under way
MACHINE = ("device", "precision", "tensorflow", "keras")


def decisive(variant: Mapping[str, Any], split: pd.DataFrame, inputs: Path) -> dict[str, Any]:
    """Return what all trainings of a variant have in common: recipe, split_digest, inputs, code.

    And `files`, where its options name some: weights that it starts from.

    variant: its entry in params.yaml with all defaults; split: split.parquet's table; inputs: the folder of
    data/ with the images or features that it reads. Raises LineupError where these are not there yet.
    """
    arrays = hashed.read(inputs)
    if not arrays:
        raise LineupError(f"{inputs} has no {hashed.PATTERN}. Run `dvc repro`, which makes it.")
    files = {name: checksum(path) for name, path in named_files(variant.get("options", {})).items()}
    return {
        "recipe": recipe.of_variant(variant),
        **of_fold(variant, split, 0),
        "inputs": arrays,
        "code": closure.digests([*CODE, f"lineup.architectures.{variant['architecture']}"]),
    } | ({"files": files} if files else {})


def of_folds(variant: Mapping[str, Any], split: pd.DataFrame, inputs: Path) -> dict[int, dict[str, Any]]:
    """Return what `decisive` says of the training that goes to work (0), and of each fold's."""
    common = decisive(variant, table.of_fold(split, 0), inputs)
    return {fold: common | of_fold(variant, split, fold) for fold in table.trainings(split)}


def of_fold(variant: Mapping[str, Any], split: pd.DataFrame, fold: int) -> dict[str, str]:
    seen = table.seen_by(table.of_fold(split, fold), variant["leaks"])
    return {"split_digest": table.digest(seen)}


def training_key(common: Mapping[str, Any], machine: Mapping[str, Any], seed: int) -> str:
    """Return the key of one training, 64 hex digits.

    common: what `decisive` says; machine: MACHINE's facts, as device.configure and training.json have them.
    """
    return sha256({**decided(common, machine), "seed": seed})


def recipe_key(common: Mapping[str, Any], machine: Mapping[str, Any]) -> str:
    """Return what the keys of trainings that differ in their seed alone have in common, 64 hex digits."""
    return sha256(decided(common, machine))


def decided(common: Mapping[str, Any], machine: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that decides weights but the seed."""
    return {**common, **{name: machine[name] for name in MACHINE}}


def sha256(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
