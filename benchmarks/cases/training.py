"""Epochs of systems A4 and A2 at 64 x 64, batches of 64: ours, PyTorch's, the limit; A6 beside A4.

    python -m benchmarks.cases.training NET plain|augmented FOLDER EPOCH_IMAGES        ours; an epoch a lap

PyTorch is run by the interpreter that the environment variable LINEUP_TORCH names, since it is no dependency.
On a graphics card an epoch has ON_CARD times the images: else what is between epochs would count most.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import laps
from benchmarks.alternation import Side

SIZE, BATCH, CLASSES = 64, 64, 18
ON_CARD = 20
A6 = {"rotation": 10, "zoom": 0.1, "width_shift": 0.1, "height_shift": 0.1, "horizontal_flip": True}


def a4(_: Path, times: int = 1) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield the sides for A4."""
    images = 12 * BATCH * times
    return sides(against("deep_cnn"), images)


def a2(_: Path, times: int = 1) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield the sides for A2."""
    images = 24 * BATCH * times
    return sides(against("simple_cnn"), images)


def a6(_: Path, times: int = 1) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield A4 with the augmentation that makes it A6, and without."""
    ways = {"augmented": own("deep_cnn", "augmented"), "without": own("deep_cnn", "plain")}
    return sides(ways, 12 * BATCH * times)


def against(net: str) -> dict[str, list[str]]:
    """Return the commands for a net, but for folder and images: ours, PyTorch's, the limit's."""
    peak = [sys.executable, "-m", "benchmarks.cases.peak", net]
    return {"ours": own(net, "plain"), **torch(net), "arithmetic alone": peak}


def own(net: str, way: str) -> list[str]:
    """Return the command for ours, but for folder and images."""
    return [sys.executable, "-m", "benchmarks.cases.training", net, way]


def torch(net: str) -> dict[str, list[str]]:
    """Return PyTorch's commands, where there is one."""
    python, module = os.environ.get("LINEUP_TORCH"), "benchmarks.cases.torch_training"
    ways = ("eager", "compile") if python else ()
    return {f"PyTorch, {way}": [str(python), "-m", module, net, way] for way in ways}


@contextmanager
def sides(ways: Mapping[str, list[str]], images: int) -> Iterator[Mapping[str, Side]]:
    """Yield each way's process, which has so many drawn images."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as processes:
        draw(Path(folder), images + BATCH)
        yield {
            name: processes.enter_context(laps.standing([*command, folder, str(images)]))
            for name, command in ways.items()
        }


def draw(folder: Path, images: int) -> None:
    """Write images.npy (N, 64, 64, 3), uint8."""
    pixels = np.random.default_rng(0).integers(0, 256, (images, SIZE, SIZE, 3), dtype=np.uint8)
    np.save(folder / "images.npy", pixels)


def trained(net: str, pixels: np.ndarray, count: int, augment: bool = False) -> tuple[Any, Any]:
    """Return the variant of a net, and sets of pixels (N, 64, 64, 3): `count` to train on, the rest held."""
    from lineup.schema.variant import Augmentation, Schedule, Variant
    from lineup.training.sets import Sets

    rows = np.arange(len(pixels))
    training, held = rows[:count], rows[count:]
    weights = np.ones(count, np.float32)
    data = Sets(pixels, CLASSES, training, training % CLASSES, weights, held, held % CLASSES)
    variant = Variant(
        architecture=net, input="images", optimizer="rmsprop", learning_rate=0.001,
        schedule=Schedule(name="inverse_time", decay=1e-6), batch_size=BATCH, epochs=1000,
        augmentation=Augmentation.model_validate(A6) if augment else None,
    )  # fmt: skip
    return variant, data


def main() -> None:
    """Train with the train stage's own code, an epoch a lap."""
    from lineup import quiet_tensorflow  # isort: skip  # noqa: F401
    from lineup.inference import batches, device
    from lineup.training import seed
    from lineup.training.loop import Epoch

    net, augmentation, folder, count = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    machine = device.configure("auto")
    pixels = batches.open_inputs(folder)
    variant, data = trained(net, pixels, count, augmentation == "augmented")
    lap = laps.Laps()

    def on_epoch(_: list[Epoch]) -> None:
        lap.end(count)
        if not lap.begin():
            sys.exit()

    if lap.begin():
        seed.train(
            variant, 0, data, folder, machine=machine,
            checkpoint=folder / f"{augmentation}.npz", checkpoint_batches=None, on_epoch=on_epoch,
        )  # fmt: skip


if __name__ == "__main__":
    main()
