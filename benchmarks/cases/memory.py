"""Memory of an epoch over N images of 64 x 64: ours of 20,000 and 200,000, and the notebook's float array.

    python -m benchmarks.cases.memory SIDE IMAGES FOLDER        an epoch a lap

Memory is what the process alone holds (Linux's RssAnon at its peak), not the pages of the memory-mapped file,
which the system takes back when it wants to. The net is the cheapest there is, one layer.
"""

import re
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from benchmarks import laps
from benchmarks.alternation import Side

SIDES = {
    "ours, 20,000 images": ("ours", 20_000),
    "ours, 200,000 images": ("ours", 200_000),
    "notebook, 20,000 images": ("notebook", 20_000),
}
SIZE, BATCH, CLASSES = 64, 64, 18
EVERY = 0.01  # seconds between two looks at the memory


@contextmanager
def sides(_: Path) -> Iterator[Mapping[str, Side]]:
    """Yield the sides, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as processes:
        draw(Path(folder, "images.npy"), max(count for _, count in SIDES.values()))
        module = [sys.executable, "-m", "benchmarks.cases.memory"]
        yield {
            name: processes.enter_context(laps.standing([*module, side, str(count), folder]))
            for name, (side, count) in SIDES.items()
        }


def draw(file: Path, count: int) -> None:
    """Write images.npy, the same thousand drawn pictures again and again."""
    thousand = np.random.default_rng(0).integers(0, 256, (1000, SIZE, SIZE, 3), dtype=np.uint8)
    pixels = np.lib.format.open_memmap(file, "w+", np.uint8, (count, SIZE, SIZE, 3))
    for start in range(0, count, len(thousand)):
        pixels[start : start + len(thousand)] = thousand


class Watched:
    """The largest RssAnon of this process, MiB, since it was asked last."""

    def __init__(self) -> None:
        self.largest, self.stopped = 0.0, threading.Event()
        threading.Thread(target=self.look, daemon=True).start()

    def look(self) -> None:
        """Look every EVERY seconds."""
        while not self.stopped.wait(EVERY):
            found = re.search(r"RssAnon:\s*(\d+)", Path("/proc/self/status").read_text())
            self.largest = max(self.largest, int(found[1]) / 1024 if found else 0)


def main() -> None:
    """Train an epoch a lap."""
    from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

    side, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    pixels = np.load(folder / "images.npy", mmap_mode="r")[:count]
    lap, watched, way = laps.Laps(), Watched(), {"ours": ours, "notebook": notebook}[side]
    while lap.begin():
        watched.largest = 0
        way(pixels, folder)
        lap.end(count, watched.largest)


def ours(pixels: np.ndarray, folder: Path) -> None:
    """Train an epoch with the train stage's code, a fifth held out."""
    from lineup.inference import device
    from lineup.schema.variant import Variant
    from lineup.training import seed
    from lineup.training.sets import Sets

    machine = device.configure("float32")
    rows = np.arange(len(pixels))
    training, held = rows[len(rows) // 5 :], rows[: len(rows) // 5]
    ones = np.ones(len(training), np.float32)
    data = Sets(pixels, CLASSES, training, training % CLASSES, ones, held, held % CLASSES)
    variant = Variant(
        architecture="dense_head", input="images", optimizer="sgd", learning_rate=0.001,
        batch_size=BATCH, epochs=1,
    )  # fmt: skip
    (checkpoint := folder / f"{len(pixels)}.npz").unlink(missing_ok=True)
    seed.train(
        variant, 0, data, folder, machine=machine,
        checkpoint=checkpoint, checkpoint_batches=None, on_epoch=lambda _: None,
    )  # fmt: skip


def notebook(pixels: np.ndarray, _: Path) -> None:
    """Do what the published reports do, in our words: one float array of all, `fit` on it."""
    import keras

    images = np.array(list(pixels), dtype="float32") / 255
    labels = keras.utils.to_categorical(np.arange(len(images)) % CLASSES, CLASSES)
    net = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(CLASSES, activation="softmax")])
    net.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
    net.fit(images, labels, batch_size=BATCH, epochs=1, validation_split=0.2, verbose=0)


if __name__ == "__main__":
    main()
