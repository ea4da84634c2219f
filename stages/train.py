"""Train one variant, once a seed: data/models/VARIANT/SEED/. Run as `python -m stages.train VARIANT`.

A training is named by the sha256 of all that decides its outcome. Its checkpoints lie under that name in
checkpoints/, so that a killed training goes on where it stopped and a finished one is not trained again. A
SIGTERM kills as SIGKILL does: what is on the disk is whole at any moment, and needs no farewell.
"""

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from lineup import errors, repository, running
from lineup.inference import batches, device
from lineup.records import finished, identity
from lineup.schema import params
from lineup.schema.variant import Variant
from lineup.splits import table
from lineup.training import fed, sets
from lineup.training import seed as training
from lineup.training.loop import Epoch
from lineup.training.sets import Sets


def main() -> None:
    """Read params, split and inputs; train or restore every seed."""
    from lineup.records import recipe  # observes; no dependency, since it changes no output
    from lineup.tracking import live  # observes; no dependency, since it changes no output

    study = params.load()
    name = errors.argument(study.variants)
    variant = study.variants[name]
    folder = Path("data", variant.input)
    split = pd.read_parquet("data/split/split.parquet")
    seen = table.seen_by(split, variant.leaks)
    table.refuse_lost_classes(split, seen)
    machine = device.configure(study.training.precision, study.training.xla)
    split_digest = table.digest(seen)
    facts = {"split_digest": split_digest, **machine.facts()}
    decisive = facts | {
        "variant": identity.recipe(variant.model_dump()),
        "inputs": {path.name: identity.file_digest(path) for path in sorted(folder.glob("*.npy"))},
        "code": identity.training_code(variant.architecture),
    }
    data = sets.make(batches.open_inputs(folder), seen, variant.class_weight)
    if variant.input == "images":
        draw_fed(Path("data/models", name), variant, study.seeds[0], data)
    for seed in study.seeds:
        key = identity.training_key(**decisive, seed=seed)
        store = repository.root() / "checkpoints" / key
        store.parent.mkdir(exist_ok=True)
        with FileLock(f"{store}.lock"):  # where another process trains the same, wait, then restore
            if finished.there(store):
                print(
                    f"{name} seed {seed}: trained before with the same recipe and data, restored", flush=True
                )
            else:
                with live.run(
                    study=study.study, variant=name, seed=seed, training_key=key,
                    split_digest=split_digest, images=len(data.training_rows),
                    params=recipe.of_variant(variant),
                ) as run:  # fmt: skip
                    report = progress_line(f"{name} seed {seed}", variant.epochs, run.log_epochs)
                    train(
                        variant, seed, data, folder, machine.xla, study.training.checkpoint_batches,
                        store, facts | {"training_key": key}, report,
                    )  # fmt: skip
            finished.copy(store, Path("data/models", name, str(seed)))


def draw_fed(folder: Path, variant: Variant, seed: int, data: Sets) -> None:
    """Write `folder`/fed.png: what the net is fed in the first epoch of a seed."""
    augment = training.augmentation(variant)
    fed.write(folder / "fed.png", data, batch_size=variant.batch_size, seed=seed, augment=augment)


def train(
    variant: Variant,
    seed: int,
    data: Sets,
    folder: Path,
    xla: bool,
    checkpoint_batches: int | None,
    store: Path,
    facts: dict[str, Any],
    on_epoch: Callable[[list[Epoch]], None],
) -> None:
    """Train one seed, from its checkpoint where there is one, and write `store`/finished."""
    model, progress = training.train(
        variant,
        seed,
        data,
        folder,
        xla=xla,
        checkpoint=store / finished.CHECKPOINT,
        checkpoint_batches=checkpoint_batches,
        on_epoch=on_epoch,
    )
    images = len(data.training_rows)
    cost = finished.cost(model, progress, images, facts["device"], folder)
    finished.write(store, model, progress, cost, facts | {"images": images})


def progress_line(
    title: str, epochs: int, then: Callable[[list[Epoch]], None]
) -> Callable[[list[Epoch]], None]:
    """Return an observer that prints the newest epoch in one line and passes the history on."""

    def report(history: list[Epoch]) -> None:
        last = history[-1]
        figures = "  ".join(
            f"{name} {last[name]:.4g}" for name in ("loss", "accuracy", "val_loss", "val_accuracy")
        )
        print(f"{title}  epoch {len(history)}/{epochs}  {figures}", flush=True)
        then(history)

    return report


if __name__ == "__main__":
    running.stage(main)
