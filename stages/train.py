"""Train one variant, once a seed and fold: data/models/VARIANT/. Run as `python -m stages.train VARIANT`.

A training is named by the sha256 of all that decides its outcome. Its checkpoints lie under that name in
checkpoints/, so that a killed training goes on where it stopped and a finished one is not trained again.
"""

from pathlib import Path

from lineup import errors, running
from lineup.cells import restoring
from lineup.schema import params
from lineup.schema.params import Params
from lineup.splits import table


def main() -> None:
    """Read params, split and inputs; train or restore every seed."""
    study = params.load()
    name = errors.argument(study.variants)
    output = Path("data/models", name)
    if not restoring.restored(study, name, output):
        train(study, name, output)


def train(study: Params, name: str, output: Path) -> None:
    """Train what is lacking."""
    from lineup import quiet_tensorflow  # noqa: F401  # isort: skip
    from lineup.cells import training

    ready = training.ready(study, name)
    for seed in study.seeds:
        for fold in table.trainings(ready.split):
            one = ready.of_fold(fold)
            with one.filled(seed, one.key(seed)) as store:
                restoring.copy(study, store, output, seed, fold)


if __name__ == "__main__":
    running.stage(main)
