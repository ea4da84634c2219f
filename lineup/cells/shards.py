"""A backbone's features of a large set, in shards of rows that cells make and the features stage joins.

A shard is whole batches, so that each is one that the stage alone would compute, and the joined file has the
same bytes. It lies where trainings lie, in checkpoints/KEY, and goes from machine to machine as they do.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lineup.cells import restoring
from lineup.cells.cell import FEATURES, MADE_ON, Cell
from lineup.code import closure
from lineup.files import checksum, named_files
from lineup.records import hashed, key
from lineup.schema.params import Params
from lineup.schema.variant import Resources

BATCH = 64  # images
ROWS = 256 * BATCH  # of a shard
FILE = "features.npy"  # in checkpoints/KEY/finished
CODE = ("lineup.training.backbone", "lineup.inference.device")


def spans(images: int) -> list[range]:
    return [range(first, min(first + ROWS, images)) for first in range(0, images, ROWS)]


def cells(backbones: Iterable[str], data: Path) -> list[Cell]:
    """Return a cell a shard; none of sets so small that they are one shard."""
    count = len(spans(len(np.load(data / "images/images.npy", mmap_mode="r"))))
    numbers = range(count if count > 1 else 0)
    return [
        Cell(f"{FEATURES}{name}", number, 1, "images", Resources())
        for name in backbones
        for number in numbers
    ]


def decisive(study: Params, name: str, data: Path) -> dict[str, Any]:
    """Return what decides all shards of a backbone; data/images must be there."""
    settings = study.backbones[name]
    named = {"weights": settings.weights, **settings.options}
    return {
        "backbone": settings.model_dump(exclude={"watch"}),
        "files": {option: checksum(path) for option, path in named_files(named).items()},
        "inputs": hashed.read(data / "images"),
        "code": closure.digests([*CODE, f"lineup.architectures.{settings.architecture}"]),
    }


def shard_key(common: Mapping[str, Any], machine: Mapping[str, Any], span: range) -> str:
    return key.sha256({**key.decided(common, machine), "rows": [span.start, span.stop]})


def made_on() -> list[dict[str, Any]]:
    """Return the facts of the other machines whose shards count: `lineup run` names those of its cells."""
    named: list[dict[str, Any]] = json.loads(os.environ.get(MADE_ON, "[]"))
    return named


def found(common: Mapping[str, Any], machines: Sequence[Mapping[str, Any]], span: range) -> Path | None:
    """Return the folder of a shard that one of these machines has made; None where none has."""
    stores = [restoring.place(shard_key(common, machine, span)) for machine in machines]
    return next(filter(restoring.finished, stores), None)
