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
    """Return the keys of all variants and seeds, on every machine that `facts` (training.json) tell of."""
    path = data / "split/split.parquet"
    machines = {tuple(fact.get(name) for name in key.MACHINE) for fact in facts}
    if not path.exists() or not machines:
        return set()
    split = pd.read_parquet(path)
    common = [
        key.decisive(variant.model_dump(), split, data / variant.input)
        for variant in study.variants.values()
        if hashed.read(data / variant.input)
    ]
    return {
        key.training_key(one, dict(zip(key.MACHINE, machine, strict=True)), seed)
        for one in common
        for machine in machines
        for seed in study.seeds
    }
