"""Two heads on a frozen backbone, 20 epochs each: ours, and the backbone run again in every epoch.

python -m benchmarks.cases.transfer SIDE FOLDER        both heads from the start a lap

Ours is the features stage, then the train stage's code for each head.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import laps
from benchmarks.alternation import Side
from benchmarks.cases.training import BATCH, CLASSES, draw

SIDES = {"ours: features once": "ours", "the backbone every epoch": "theirs"}
IMAGES, EPOCHS = 8 * BATCH, 20
HEADS: tuple[list[int], ...] = ([], [128])  # hidden layers of each
WEIGHTS = laps.ROOT / "weights/toonnet.weights.h5"


@contextmanager
def sides(_: Path) -> Iterator[Mapping[str, Side]]:
    """Yield both sides, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as processes:
        draw(Path(folder), IMAGES + BATCH)
        module = [sys.executable, "-m", "benchmarks.cases.transfer"]
        yield {
            name: processes.enter_context(laps.standing([*module, key, folder]))
            for name, key in SIDES.items()
        }


def main() -> None:
    """Train both heads a lap."""
    from lineup import quiet_tensorflow  # isort: skip  # noqa: F401
    from lineup.training import backbone as frozen

    side, folder = sys.argv[1], Path(sys.argv[2])
    pixels = np.load(folder / "images.npy", mmap_mode="r")
    backbone = frozen.build(
        pixels.shape[1:], architecture="toonnet", weights=str(WEIGHTS), pooling="avg",
        input_size=None, options={},
    )  # fmt: skip
    way = ours if side == "ours" else theirs
    laps.serve(lambda: way(backbone, pixels, folder))


def ours(backbone: Any, pixels: np.ndarray, folder: Path) -> int:
    """Run the backbone once, and train both heads on its answers."""
    from lineup.inference import device
    from lineup.schema.variant import Variant
    from lineup.training import seed
    from lineup.training.sets import Sets
    from stages import features

    machine = device.configure("float32")
    features.write(folder / "features.npy", backbone, pixels, {range(len(pixels)): None})
    rows = np.arange(IMAGES + BATCH)
    training, validation = rows[:IMAGES], rows[IMAGES:]
    inputs = np.load(folder / "features.npy", mmap_mode="r")
    weights = np.ones(IMAGES, np.float32)
    data = Sets(inputs, CLASSES, training, training % CLASSES, weights, validation, validation % CLASSES)
    for hidden in HEADS:
        (checkpoint := folder / "head.npz").unlink(missing_ok=True)
        variant = Variant(
            architecture="dense_head", input="features/toonnet", options={"hidden": hidden}, scaling="none",
            optimizer="adam", learning_rate=0.001, batch_size=BATCH, epochs=EPOCHS,
        )  # fmt: skip
        seed.train(
            variant, 0, data, folder, machine=machine,
            checkpoint=checkpoint, checkpoint_batches=None, on_epoch=lambda _: None,
        )  # fmt: skip
    return len(HEADS) * EPOCHS * IMAGES


def theirs(backbone: Any, pixels: np.ndarray, _: Path) -> int:
    """Train both heads with the frozen backbone before them."""
    import keras

    from lineup import architectures

    labels = keras.utils.to_categorical(np.arange(len(pixels)) % CLASSES, CLASSES)
    for hidden in HEADS:
        shape = backbone.output_shape[1:]
        head = architectures.build("dense_head", input_shape=shape, num_classes=CLASSES, hidden=hidden)
        inputs = keras.Input(pixels.shape[1:], dtype="uint8")
        net = keras.Model(inputs, head(backbone(inputs, training=False)))
        net.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
        known, held = slice(0, IMAGES), slice(IMAGES, None)
        net.fit(
            pixels[known], labels[known], batch_size=BATCH, epochs=EPOCHS, verbose=0,
            validation_data=(pixels[held], labels[held]),
        )  # fmt: skip
    return len(HEADS) * EPOCHS * IMAGES


if __name__ == "__main__":
    main()
