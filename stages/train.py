"""Train one variant, once a seed and fold: data/models/VARIANT/. Run as `python -m stages.train VARIANT`.

A training is named by the sha256 of all that decides its outcome. Its checkpoints lie under that name in
checkpoints/, so that a killed training goes on where it stopped and a finished one is not trained again.
"""

if __name__ == "__main__":
    from lineup.warm import asking

    asking.beforehand(asking.REPORT)  # its observer runs there
    asking.instead("train")

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

from pathlib import Path

from lineup import errors, running
from lineup.cells import restoring, training
from lineup.schema import params
from lineup.splits import table


def main() -> None:
    study = params.load()
    name = errors.argument(study.variants)
    output, ready = Path("data/models", name), training.ready(study, name)
    for seed in study.seeds:
        for fold in table.trainings(ready.split):
            one = ready.of_fold(fold)
            with one.filled(seed, one.key(seed)) as store:
                restoring.copy(study, store, output, seed, fold)


if __name__ == "__main__":
    running.stage(main)
