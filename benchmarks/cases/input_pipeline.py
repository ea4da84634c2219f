"""Batches for a training with system A6's augmentation: ours, Keras's own layers, and ours without any.

Run as a module with a side's name it passes EPOCHS epochs of drawn pixels and prints what the last ones took.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import usage
from benchmarks.alternation import Side, Taken
from benchmarks.cases.training import A6

SIDES = {"ours, A6's augmentation": "ours", "Keras's layers in tf.data": "layers", "ours without": "plain"}
IMAGES, SIZE, BATCH, EPOCHS = 4_000, 64, 32, 3


@contextmanager
def sides(_: Path) -> Iterator[Mapping[str, Side]]:
    """Yield the sides, each in a process of its own."""
    yield {name: partial(run, side) for name, side in SIDES.items()}


def run(side: str) -> Taken:
    """Return what the epochs after the first took in a new process."""
    command = [sys.executable, "-m", "benchmarks.cases.input_pipeline", side]
    done = subprocess.run(command, cwd=usage.ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Pass the epochs."""
    from lineup import quiet_tensorflow  # isort: skip  # noqa: F401
    import resource
    import time

    import numpy as np

    from lineup.inference import device
    from lineup.training.sets import Sets

    if sys.argv[1] != "layers":
        device.configure("float32")  # exact operations, with which Keras's layers take turns
    pixels = np.random.default_rng(0).integers(0, 256, (IMAGES, SIZE, SIZE, 3), dtype=np.uint8)
    rows = np.arange(IMAGES)
    weights = np.ones(IMAGES, np.float32)
    data = Sets(pixels, 18, rows, rows % 18, weights, rows[:1], rows[:1])
    made = iter(batches(sys.argv[1], data))
    for _ in range(IMAGES // BATCH):
        next(made)
    started, processor = time.perf_counter(), time.process_time()
    for _batch in made:
        pass
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = time.perf_counter() - started, time.process_time() - processor
    found = {"seconds": took[0], "processor_seconds": took[1], "mebibytes": memory}
    print(json.dumps(found | {"images": (EPOCHS - 1) * IMAGES}))


def batches(side: str, data: Any) -> Any:
    """Return the batches of a side, epoch after epoch, as a training takes them."""
    import keras
    import tensorflow as tf

    from lineup.training import batches as ours

    if side in ("ours", "plain"):
        augment = A6 if side == "ours" else None
        return ours.Epochs(data, BATCH, 0, augment)(0, EPOCHS * IMAGES // BATCH)
    layers = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=0),
            keras.layers.RandomRotation(10 / 360, fill_mode="nearest", seed=0),
            keras.layers.RandomZoom((-0.1, 0.1), (-0.1, 0.1), fill_mode="nearest", seed=0),
            keras.layers.RandomTranslation(0.1, 0.1, fill_mode="nearest", seed=0),
        ]
    )
    dataset = tf.data.Dataset.from_tensor_slices((data.inputs, data.training_ids)).shuffle(IMAGES, seed=0)
    changed = (
        dataset.batch(BATCH)
        .repeat(EPOCHS)
        .map(
            lambda images, label: (layers(tf.cast(images, tf.float32), training=True), label),
            num_parallel_calls=tf.data.AUTOTUNE,
        )
    )
    return changed.prefetch(2)


if __name__ == "__main__":
    main()
