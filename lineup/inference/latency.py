"""How long a model takes to answer: one image, and a batch of them. Its names need no TensorFlow."""

import time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

BATCHES = (1, 64)  # images asked about at once
SECONDS = tuple(f"latency_{images}_seconds" for images in BATCHES)
MOST_RUNS, FEWEST_RUNS = 20, 3
ENOUGH_SECONDS = 1.0  # of runs of one batch; the fewest runs take place even so


def measure(model: "keras.Model") -> dict[str, Any]:
    """Return the median seconds from uint8 pixels to probabilities, for each size of batch in BATCHES.

    Keys: latency_N_seconds and latency_N_runs. The pixels are random and lie in memory; copying them to the
    device and the answer back counts. A first run, which compiles, does not.
    """
    found: dict[str, Any] = {}
    random = np.random.default_rng(0)
    for images in BATCHES:
        pixels = random.integers(0, 256, (images, *model.input_shape[1:]), dtype=np.uint8)
        seconds = time_runs(model, pixels)
        found[f"latency_{images}_seconds"] = round(float(np.median(seconds)), 6)
        found[f"latency_{images}_runs"] = len(seconds)
    return found


def time_runs(model: "keras.Model", pixels: np.ndarray) -> list[float]:
    """Return the seconds of each run after the first: MOST_RUNS, fewer where they take long."""
    model.predict_on_batch(pixels)
    seconds: list[float] = []
    while len(seconds) < MOST_RUNS and (len(seconds) < FEWEST_RUNS or sum(seconds) < ENOUGH_SECONDS):
        started = time.perf_counter()
        model.predict_on_batch(pixels)
        seconds.append(time.perf_counter() - started)
    return seconds
