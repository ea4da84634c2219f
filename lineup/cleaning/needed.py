"""The keys that params.yaml and data/ would give a training now: half a study's seeds are found by them.

Built as stages/train.py builds them, without TensorFlow: what it says of machine and versions is taken from
the trainings that are there.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from lineup.records import identity
from lineup.schema.params import Params
from lineup.splits import table

MACHINE = ("device", "precision", "xla", "tensorflow", "keras")


def keys(study: Params, data: Path, facts: Iterable[dict[str, Any]]) -> set[str]:
    """Return the keys of all variants and seeds, on every machine that `facts` (training.json) tell of."""
    split = data / "split/split.parquet"
    machines = {tuple(fact.get(name) for name in MACHINE) for fact in facts}
    if not split.exists() or not machines:
        return set()
    split_digest = table.digest(pd.read_parquet(split))
    folders = {variant.input for variant in study.variants.values()}
    inputs = {name: digests(data / name) for name in folders}
    return {
        identity.training_key(
            split_digest=split_digest,
            **dict(zip(MACHINE, machine, strict=True)),
            variant=identity.recipe(variant.model_dump()),
            inputs=inputs[variant.input],
            code=identity.training_code(variant.architecture),
            seed=seed,
        )
        for machine in machines
        for variant in study.variants.values()
        for seed in study.seeds
    }


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every array in a folder of inputs."""
    return {path.name: identity.file_digest(path) for path in sorted(folder.glob("*.npy"))}
