"""Fill the store of trainings: one training of a variant, from where it stopped, once in all processes.

Both the train stage and the processes that train cells side by side call it, so that both make the same. A
SIGTERM kills as SIGKILL does: what is on the disk is whole at any moment, and needs no farewell.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from lineup import durable, repository, which
from lineup.cells import restoring
from lineup.cells.cell import OBSERVED
from lineup.errors import LineupError
from lineup.inference import batches, device
from lineup.inference.device import Device
from lineup.records import finished, key, recipe
from lineup.schema.params import Params
from lineup.schema.variant import Variant
from lineup.splits import table
from lineup.training import fed, sets
from lineup.training import seed as training
from lineup.training.loop import Epoch
from lineup.training.sets import Sets


@dataclass(frozen=True)
class Ready:
    """A variant with all that its trainings read; `common`: what decides all of them (records/key.py).

    split: the whole table; fold: 0, or whose training this is, which then sees `data` and has `common`.
    """

    study: Params
    name: str
    variant: Variant
    folder: Path
    data: Sets
    machine: Device
    common: dict[str, Any]
    split: pd.DataFrame
    fold: int = 0

    def of_fold(self, fold: int) -> "Ready":
        if fold == self.fold:
            return self
        own = table.of_fold(self.split, fold)
        data = sets.make(self.data.inputs, table.seen_by(own, self.variant.leaks), self.variant.class_weight)
        images, devices = len(data.training_rows), len(self.machine.replicas)
        refuse_uneven_batches(self.name, self.variant.batch_size, images, devices)
        common = self.common | key.of_fold(self.variant.model_dump(), self.split, fold)
        return replace(self, data=data, common=common, fold=fold)

    @property
    def recipe_key(self) -> str:
        """Return the digest of the recipe, one for all folds."""
        whole = key.of_fold(self.variant.model_dump(), self.split, 0)
        return key.recipe_key(self.common | whole, self.machine.facts())

    def key(self, seed: int) -> str:
        return key.training_key(self.common, self.machine.facts(), seed)

    @contextmanager
    def filled(self, seed: int, training_key: str) -> Iterator[Path]:
        """Yield `checkpoints`/KEY with the finished training in it, trained now if need be.

        The first seed's has the picture of what its net is fed beside it. Its lock is held meanwhile: another
        process that wants the same waits, then finds it.
        """
        store = restoring.place(training_key)
        store.parent.mkdir(exist_ok=True)
        title = which.title(self.name, seed, self.fold)
        with FileLock(f"{store}.lock"):
            if restoring.finished(store):
                print(f"{title}: trained before with the same recipe and data, restored", flush=True)
            else:
                facts = said(self, seed, training_key)
                with observed(self, seed, facts) as then:
                    train(self, seed, store, facts, lines(title, self.variant, then))
            if restoring.shown(self.study, seed, self.fold):
                self.draw_fed(restoring.fed(store))
            yield store

    def draw_fed(self, path: Path) -> None:
        """Draw what the net is fed in the first epoch of the first seed, images, unless that is there."""
        if self.variant.input == "images" and not path.exists():
            size, augment = self.variant.batch_size, training.augmentation(self.variant)
            part = path.with_suffix(".part")
            fed.write(part, self.data, batch_size=size, seed=self.study.seeds[0], augment=augment)
            durable.replace(part, path)


def ready(study: Params, name: str) -> Ready:
    """Read what the trainings of a variant read, and set the machine up for them.

    Raises LineupError where a class is lost to `leaks: remove_from_training`, or devices share no batch.
    """
    variant = study.variants[name]
    if variant.resources.gpus == 0:
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    if variant.resources.cpus:
        # read when TensorFlow first computes
        os.environ["TF_NUM_INTRAOP_THREADS"] = str(variant.resources.cpus)
    folder, whole = Path("data", variant.input), pd.read_parquet("data/split/split.parquet")
    split = table.of_fold(whole, 0)
    seen = table.seen_by(split, variant.leaks)
    table.refuse_lost_classes(split, seen)
    machine = device.configure(study.training.precision, study.training.devices)
    common = key.decisive(variant.model_dump(), split, folder)
    data = sets.make(batches.open_inputs(folder), seen, variant.class_weight)
    refuse_uneven_batches(name, variant.batch_size, len(data.training_rows), len(machine.replicas))
    return Ready(study, name, variant, folder, data, machine, common, whole)


def refuse_uneven_batches(name: str, batch_size: int, images: int, devices: int) -> None:
    """Raise LineupError where devices cannot share the first batch alike, with which Keras cannot begin."""
    first = min(batch_size, images)
    if devices > 1 and first % devices:
        raise LineupError(
            f"training.devices: all deals each batch among the {devices} devices here, which cannot share"
            f" {name}'s first one, of {first} images, alike: make its batch_size a multiple of {devices}, or"
            " set training.devices: one."
        )


def said(one: Ready, seed: int, training_key: str) -> dict[str, Any]:
    """Return the facts that training.json tells of a training before it has begun."""
    who = {"training_key": training_key, "split_digest": one.common["split_digest"], "seed": seed}
    who |= {"fold": one.fold} if one.fold else {}
    around = recipe.settings(one.study.model_dump(mode="json"), one.variant.model_dump())
    shown = {"recipe": one.common["recipe"], "settings": around}
    machine, commit = one.machine.facts(), repository.commit(Path.cwd())
    return {**who, **shown, "recipe_key": one.recipe_key, **machine, "commit": commit}


@contextmanager
def observed(one: Ready, seed: int, facts: dict[str, Any]) -> Iterator[Callable[[list[Epoch]], None]]:
    """Show a training in MLflow while it lasts; what is yielded takes the epochs so far; facts: `said`."""
    if os.environ.get(OBSERVED) == "0":
        yield lambda _: None
        return
    from lineup.tracking import collect, live, tags  # observes; no dependency, since it changes no output

    who = collect.identity(one.study.study, one.name, seed, facts["training_key"], one.fold)
    params = collect.shown_params(facts["recipe"], facts["settings"])
    images = len(one.data.training_rows)
    with live.run(who, tags.of_training(one.name, facts), params, images) as log_epochs:
        yield log_epochs


def train(
    one: Ready, seed: int, store: Path, facts: dict[str, Any], on_epoch: Callable[[list[Epoch]], None]
) -> None:
    """Train one seed, from its checkpoint where there is one, and write `store`/finished."""
    model, progress = training.train(
        one.variant,
        seed,
        one.data,
        one.folder,
        machine=one.machine,
        checkpoint=store / key.CHECKPOINT,
        checkpoint_batches=one.study.training.checkpoint_batches,
        on_epoch=on_epoch,
    )
    images = len(one.data.training_rows)
    cost = finished.cost(model, progress, images, facts["device"], one.folder)
    finished.write(store, model, progress, cost, facts | {"images": images})


def lines(title: str, variant: Variant, then: Callable[[list[Epoch]], None]) -> Callable[[list[Epoch]], None]:
    """Return an observer that prints the newest epoch in one line and passes the history on."""

    def report(history: list[Epoch]) -> None:
        last = history[-1]
        names = ("loss", "accuracy", "val_loss", "val_accuracy")
        figures = "  ".join(f"{name} {last[name]:.4g}" for name in names)
        print(f"{title}  epoch {len(history)}/{variant.epochs}  {figures}", flush=True)
        then(history)

    return report
