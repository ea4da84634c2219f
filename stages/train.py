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
from lineup.records import finished, key, recipe
from lineup.schema import params
from lineup.schema.variant import Variant
from lineup.splits import table
from lineup.training import fed, sets
from lineup.training import seed as training
from lineup.training.loop import Epoch
from lineup.training.sets import Sets


def main() -> None:
    """Read params, split and inputs; train or restore every seed."""
    from lineup.tracking import collect, live  # observes; no dependency, since it changes no output

    study = params.load()
    name = errors.argument(study.variants)
    variant, output = study.variants[name], Path("data/models", name)
    folder, split = Path("data", variant.input), pd.read_parquet("data/split/split.parquet")
    seen = table.seen_by(split, variant.leaks)
    table.refuse_lost_classes(split, seen)
    machine = device.configure(study.training.precision, study.training.xla)
    common = key.decisive(variant.model_dump(), split, folder)
    data = sets.make(batches.open_inputs(folder), seen, variant.class_weight)
    if variant.input == "images":
        draw_fed(output, variant, study.seeds[0], data)
    for seed in study.seeds:
        training_key = key.training_key(common, machine.facts(), seed)
        store = repository.root() / "checkpoints" / training_key
        said = {"training_key": training_key, "split_digest": common["split_digest"], "seed": seed}
        said |= {"recipe": common["recipe"], **machine.facts()}
        store.parent.mkdir(exist_ok=True)
        title = f"{name} seed {seed}"
        with FileLock(f"{store}.lock"):  # where another process trains the same, wait, then restore
            if finished.there(store):
                print(f"{title}: trained before with the same recipe and data, restored", flush=True)
            else:
                who = collect.identity(study.study, name, seed, training_key)
                shown = recipe.flatten(common["recipe"])
                with live.run(who, common["split_digest"], shown, len(data.training_rows)) as log_epochs:
                    report = progress_line(title, variant.epochs, log_epochs)
                    train_seed(variant, data, folder, study.training.checkpoint_batches, store, said, report)
            finished.copy(store, output / str(seed))


def draw_fed(folder: Path, variant: Variant, seed: int, data: Sets) -> None:
    """Write `folder`/fed.png: what the net is fed in the first epoch of a seed."""
    augment = training.augmentation(variant)
    fed.write(folder / "fed.png", data, batch_size=variant.batch_size, seed=seed, augment=augment)


def train_seed(
    variant: Variant,
    data: Sets,
    folder: Path,
    checkpoint_batches: int | None,
    store: Path,
    said: dict[str, Any],
    on_epoch: Callable[[list[Epoch]], None],
) -> None:
    """Train one seed, from its checkpoint where there is one, and write `store`/finished. said: its facts."""
    model, progress = training.train(
        variant,
        said["seed"],
        data,
        folder,
        xla=said["xla"],
        checkpoint=store / finished.CHECKPOINT,
        checkpoint_batches=checkpoint_batches,
        on_epoch=on_epoch,
    )
    images = len(data.training_rows)
    cost = finished.cost(model, progress, images, said["device"], folder)
    finished.write(store, model, progress, cost, said | {"images": images})


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
