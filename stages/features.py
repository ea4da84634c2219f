"""Run a frozen backbone once over all images: data/features/BACKBONE/.

Run as `python -m stages.features BACKBONE`. Shards that cells of `lineup run` made are joined.
"""

if __name__ == "__main__":
    from lineup.warm import asking

    asking.instead("features")

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

import json
import shutil
import time
from pathlib import Path

import keras
import numpy as np

from lineup import errors, running
from lineup.cells import features, shards
from lineup.files import read_json
from lineup.images import packing
from lineup.records import hashed
from lineup.schema import params
from lineup.training import backbone


def main() -> None:
    """Read params and pixels; write features.npy, its sha256, backbone.keras and cost.json."""
    study = params.load()
    name = errors.argument(study.backbones)
    machine, images, model = backbone.open_and_build(study, name)
    folder, common = Path("data/features", name), shards.decisive(study, name, Path("data"))
    folder.mkdir(parents=True, exist_ok=True)
    machines = [machine.facts(), *shards.made_on()]
    made = {span: shards.found(common, machines, span) for span in shards.spans(len(images))}
    seconds = write(folder / "features.npy", model, images, made)
    hashed.write(folder / "features.npy")
    model.save(folder / "backbone.keras")
    cost = {
        "seconds": round(seconds, 3),
        "images": len(images),
        "images_per_second": round(len(images) / seconds, 1),
        "parameters": model.count_params(),
        "device": machine.kind,
    }
    (folder / "cost.json").write_text(json.dumps(cost, indent=2) + "\n")
    for store in filter(None, made.values()):
        shutil.rmtree(store)  # a second copy of all features
    print(f"{name}: {len(images)} images, features {model.output_shape[1:]}, {seconds:.1f} s", flush=True)


def write(path: Path, model: keras.Model, images: np.ndarray, made: dict[range, Path | None]) -> float:
    """Write what a backbone makes of every image, float32 (N, *features); return the seconds that it took.

    made: where the shards lie that are there, by their rows; the time is that of all machines.
    """
    seconds = 0.0
    with packing.Packer(path, model.output_shape[1:], np.float32) as packer:
        for span, store in made.items():
            started = time.perf_counter()
            if store is None:
                features.write(packer, model, images, span)
                seconds += time.perf_counter() - started
            else:
                packer.append(*np.load(store / "finished" / shards.FILE, mmap_mode="r"))
                seconds += read_json(store / "finished/cost.json")["seconds"]
    return seconds


if __name__ == "__main__":
    running.stage(main)
