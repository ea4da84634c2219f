"""The keys that params.yaml and data/ would give a training now: half a study's seeds are found by them.

What a key says of machine and versions is taken from the trainings that are there.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from lineup.records import hashed, key
from lineup.schema.params import Params


def keys(study: Params, data: Path, facts: Iterable[dict[str, Any]]) -> set[str]:
    """Return the keys of all variants, seeds and folds, on every machine that `facts` tell of.

    facts: training.json of trainings that are there.
    """
    path = data / "split/split.parquet"
    machines = {tuple(fact.get(name) for name in key.MACHINE) for fact in facts}
    if not path.exists() or not machines:
        return set()
    split = pd.read_parquet(path)
    common = [
        of_fold
        for variant in study.variants.values()
        if hashed.read(data / variant.input)
        for of_fold in key.of_folds(variant.model_dump(), split, data / variant.input).values()
    ]
    return {
        key.training_key(one, dict(zip(key.MACHINE, machine, strict=True)), seed)
        for one in common
        for machine in machines
        for seed in study.seeds
    }
