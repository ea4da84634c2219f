"""CIFAR-10 and CIFAR-100 in their published layout: https://www.cs.toronto.edu/~kriz/cifar.html."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.stand_ins import python2
from tests.stand_ins.archives import write_tar
from tests.stand_ins.drawing import draw
from tests.stand_ins.names import CIFAR_10, CIFAR_100, COARSE_CIFAR_100

BATCHES = 5


def write(folder: Path, name: str, *, training: int, test: int) -> None:
    """Write NAME-python.tar.gz, with so many images of each class."""
    random = np.random.default_rng(32)
    members = cifar_10(random, training, test) if name == "cifar-10" else cifar_100(random, training, test)
    write_tar(folder / f"{name}-python.tar.gz", ((path, python2.dumps(value)) for path, value in members))


def cifar_10(random: np.random.Generator, training: int, test: int) -> Iterator[tuple[str, dict[str, Any]]]:
    place = "cifar-10-batches-py"
    data, labels = images(random, len(CIFAR_10), training)
    for number in range(BATCHES):
        rows = np.array_split(np.arange(len(data)), BATCHES)[number]
        batch = entry(data[rows], labels[rows], f"training batch {number + 1} of {BATCHES}")
        yield f"{place}/data_batch_{number + 1}", batch
    yield f"{place}/test_batch", entry(*images(random, len(CIFAR_10), test), "testing batch 1 of 1")
    meta = {"num_cases_per_batch": len(data) // BATCHES, "label_names": list(CIFAR_10), "num_vis": 3072}
    yield f"{place}/batches.meta", meta


def cifar_100(random: np.random.Generator, training: int, test: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for part, each, title in (("train", training, "training"), ("test", test, "testing")):
        batch = entry(*images(random, len(CIFAR_100), each), f"{title} batch 1 of 1")
        batch["fine_labels"] = batch.pop("labels")
        batch["coarse_labels"] = [label % len(COARSE_CIFAR_100) for label in batch["fine_labels"]]
        yield f"cifar-100-python/{part}", batch
    meta = {"fine_label_names": list(CIFAR_100), "coarse_label_names": list(COARSE_CIFAR_100)}
    yield "cifar-100-python/meta", meta


def images(
    random: np.random.Generator, classes: int, each: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return uint8 (n, 3072), all red values of a row first, and int64 (n,) classes, in random order."""
    labels = random.permutation(np.repeat(np.arange(classes), each))
    rows = [draw(int(label), random, 32, 32).transpose(2, 0, 1).reshape(-1) for label in labels]
    return np.array(rows, np.uint8).reshape(-1, 3072), labels


def entry(data: NDArray[np.uint8], labels: NDArray[np.int64], title: str) -> dict[str, Any]:
    names = [f"shape_s_{row:06}.png" for row in range(len(data))]
    return {"batch_label": title, "labels": labels.tolist(), "data": data, "filenames": names}
