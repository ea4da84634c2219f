"""Train one variant, once a seed: data/models/VARIANT/SEED/. Run as `python -m stages.train VARIANT`.

A training is named by the sha256 of all that decides its outcome. Its checkpoints lie under that name in
checkpoints/, so that a killed training goes on where it stopped and a finished one is not trained again.
"""

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

from pathlib import Path

from lineup import errors, running
from lineup.cells import training as cells
from lineup.records import finished
from lineup.schema import params
from lineup.schema.variant import Variant
from lineup.training import fed
from lineup.training import seed as training
from lineup.training.sets import Sets


def main() -> None:
    """Read params, split and inputs; train or restore every seed."""
    study = params.load()
    name = errors.argument(study.variants)
    output = Path("data/models", name)
    ready = cells.ready(study, name)
    if ready.variant.input == "images":
        draw_fed(output, ready.variant, study.seeds[0], ready.data)
    for seed in study.seeds:
        with ready.filled(seed, ready.key(seed)) as store:
            finished.copy(store, output / str(seed))


def draw_fed(folder: Path, variant: Variant, seed: int, data: Sets) -> None:
    """Write `folder`/fed.png: what the net is fed in the first epoch of a seed."""
    augment = training.augmentation(variant)
    fed.write(folder / "fed.png", data, batch_size=variant.batch_size, seed=seed, augment=augment)


if __name__ == "__main__":
    running.stage(main)
