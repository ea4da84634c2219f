"""What a step of A4 takes on a graphics card, with one batch that lies there: several ways, once each.

    python -m benchmarks.card_steps [WAY ...] [--steps 100]

Prints milliseconds a step (the better of two rounds after one in vain) and the sum of all absolute weights
after them, which two runs must have in common; first what TensorFlow takes to hand the card an operation.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.cases.training import BATCH, CLASSES, SIZE, trained

WAYS = {
    "float16": "mixed_float16",
    "float32": "float32",
    "bfloat16": "mixed_bfloat16",
    "float16, by XLA": "mixed_float16",
    "float32, by XLA": "float32",
    "float16, forwards": "mixed_float16",
}


def main() -> None:
    """Measure the ways that are asked for, all without a name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("ways", nargs="*", metavar="WAY", help="; ".join(WAYS))
    parser.add_argument("--steps", type=int, default=100)
    asked = parser.parse_args()
    from lineup import quiet_tensorflow  # isort: skip  # noqa: F401
    from lineup.inference import device

    machine = device.configure("auto")
    print(f"{machine.kind}: {operation():.1f} us to hand an operation over")
    for way in asked.ways or WAYS:
        model, step = built(way)
        seconds = min([lap(step, asked.steps) for _ in range(3)][1:])
        print(
            f"{way:24} {1e3 * seconds / asked.steps:7.2f} ms a step, weights {weight(model):.10g}", flush=True
        )


def built(way: str) -> tuple[Any, Callable[[], Any]]:
    """Return A4 as the train stage compiles it, and a step of it."""
    import keras
    import numpy as np
    import tensorflow as tf

    from lineup.training import nets, pooling, seed

    keras.config.set_dtype_policy(WAYS[way])
    pixels = np.random.default_rng(0).integers(0, 256, (BATCH, SIZE, SIZE, 3), dtype=np.uint8)
    variant, data = trained("deep_cnn", pixels, BATCH)
    seed.start_anew(0)
    model = nets.build(variant, data, Path("nowhere")).fit
    nets.compile_net(model, variant, BATCH)
    compiled = way.endswith("XLA")
    if compiled:
        pooling.compilable(model)
    images, targets = tf.constant(pixels), tf.one_hot(data.training_ids, CLASSES)
    if way.endswith("forwards"):
        answer = tf.function(lambda: model(images, training=True))
        return model, answer
    weights = tf.ones(BATCH)
    step = tf.function(lambda: model.train_step((images, targets, weights))["loss"], jit_compile=compiled)
    return model, step


def lap(step: Callable[[], Any], steps: int) -> float:
    """Return the seconds of so many steps, the card's end of the last one included."""
    started = time.perf_counter()
    for _ in range(steps):
        last = step()
    last.numpy()
    return time.perf_counter() - started


def weight(model: Any) -> float:
    """Return the sum of all absolute weights."""
    import numpy as np

    return sum(float(np.abs(one.numpy().astype(np.float64)).sum()) for one in model.trainable_variables)


def operation(count: int = 500) -> float:
    """Return the microseconds an operation of a long chain takes, the least of three rounds after one."""
    import tensorflow as tf

    start = tf.Variable(tf.zeros(BATCH))

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def chain() -> Any:
        value = start + 0.0
        for _ in range(count):
            value = tf.sin(value)
        return value

    return min([lap(chain, 1) for _ in range(4)][1:]) / count * 1e6


if __name__ == "__main__":
    main()
