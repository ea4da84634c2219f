"""A cell that makes a shard of a backbone's features."""

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from filelock import FileLock

from lineup import durable
from lineup.cells import restoring, shards
from lineup.images import packing
from lineup.inference import batches
from lineup.inference.device import Device
from lineup.schema.params import Params
from lineup.training import backbone


@dataclass(frozen=True)
class Shard:
    title: str
    machine: Device
    images: Any
    model: keras.Model
    span: range
    key: str

    def fill(self) -> None:
        """Make `checkpoints`/KEY hold the finished shard; its lock is held meanwhile."""
        store = restoring.place(self.key)
        store.parent.mkdir(exist_ok=True)
        with FileLock(f"{store}.lock"):
            if restoring.finished(store):
                print(f"{self.title}: made before, restored", flush=True)
                return
            part, started = store / "finished.part", time.perf_counter()
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            with packing.Packer(part / shards.FILE, self.model.output_shape[1:], np.float32) as packer:
                write(packer, self.model, self.images, self.span)
            seconds = time.perf_counter() - started
            (part / "cost.json").write_text(json.dumps({"seconds": seconds}) + "\n")
            durable.replace(part, store / "finished")
            print(f"{self.title}: {len(self.span)} images, {seconds:.1f} s", flush=True)


def ready(study: Params, name: str, number: int) -> Shard:
    machine, images, model = backbone.open_and_build(study, name)
    span = shards.spans(len(images))[number]
    key = shards.shard_key(shards.decisive(study, name, Path("data")), machine.facts(), span)
    return Shard(f"features/{name} part {number + 1}", machine, images, model, span, key)


def write(packer: packing.Packer, model: keras.Model, images: np.ndarray, span: range) -> None:
    """Add what a backbone makes of these images, float32 (rows, *features); it holds a batch at a time."""
    for answers in batches.answers(model, images, np.arange(span.start, span.stop), shards.BATCH):
        packer.append(*answers)
