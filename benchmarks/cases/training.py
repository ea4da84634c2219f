"""Epochs of systems A4 and A2 at 64 x 64, batches of 64: ours, and PyTorch eager and compiled.

    python -m benchmarks.cases.training NET FOLDER EPOCH_IMAGES        ours; an epoch a lap

PyTorch is run by the interpreter that the environment variable LINEUP_TORCH names, since it is no dependency.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import numpy as np

from benchmarks import laps
from benchmarks.alternation import Side

SIZE, BATCH, CLASSES = 64, 64, 18


def a4(_: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield the sides for A4."""
    return sides("deep_cnn", 12 * BATCH)


def a2(_: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield the sides for A2."""
    return sides("simple_cnn", 24 * BATCH)


@contextmanager
def sides(net: str, images: int) -> Iterator[Mapping[str, Side]]:
    """Yield ours, and PyTorch's where there is one."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as processes:
        draw(Path(folder), images + BATCH)
        own = [sys.executable, "-m", "benchmarks.cases.training", net, folder, str(images)]
        ways = {"ours": own}
        if torch := os.environ.get("LINEUP_TORCH"):
            for way in ("eager", "compile"):
                module = "benchmarks.cases.torch_training"
                ways[f"PyTorch, {way}"] = [torch, "-m", module, net, way, folder, str(images)]
        yield {name: processes.enter_context(laps.standing(command)) for name, command in ways.items()}


def draw(folder: Path, images: int) -> None:
    """Write images.npy (N, 64, 64, 3), uint8."""
    pixels = np.random.default_rng(0).integers(0, 256, (images, SIZE, SIZE, 3), dtype=np.uint8)
    np.save(folder / "images.npy", pixels)


def main() -> None:
    """Train with the train stage's own code, an epoch a lap."""
    from lineup import quiet_tensorflow  # isort: skip  # noqa: F401
    from lineup.inference import batches, device
    from lineup.schema.variant import Schedule, Variant
    from lineup.training import seed
    from lineup.training.loop import Epoch
    from lineup.training.sets import Sets

    net, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    machine = device.configure("auto")
    rows = np.arange(count + BATCH)
    training, validation = rows[:count], rows[count:]
    weights = np.ones(count, np.float32)
    pixels = batches.open_inputs(folder)
    data = Sets(pixels, CLASSES, training, training % CLASSES, weights, validation, validation % CLASSES)
    variant = Variant(
        architecture=net, input="images", optimizer="rmsprop", learning_rate=0.001,
        schedule=Schedule(name="inverse_time", decay=1e-6), batch_size=BATCH, epochs=1000,
    )  # fmt: skip
    lap = laps.Laps()

    def on_epoch(_: list[Epoch]) -> None:
        lap.end(count)
        if not lap.begin():
            sys.exit()

    if lap.begin():
        seed.train(
            variant, 0, data, folder, machine=machine,
            checkpoint=folder / "ours.npz", checkpoint_batches=None, on_epoch=on_epoch,
        )  # fmt: skip


if __name__ == "__main__":
    main()
