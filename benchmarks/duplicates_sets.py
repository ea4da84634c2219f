"""The sets of `benchmarks.duplicates` as arrays: uint8 (N, height, width, 3), and what is known of them."""

import io
import tempfile
import zipfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

from benchmarks import drawn_pictures as drawn
from benchmarks import look_alikes
from lineup.duplicates import passes
from lineup.images.reading import read_in_order
from lineup.sources import toons as source
from lineup.toons import SCENES
from lineup.toons.characters import CAST
from lineup.toons.plan import schedule

SIDE = 64  # pixels, as in the studies
EACH = 20  # of so many of a million, one is a copy


def cifar10(archive: Path) -> tuple[np.ndarray, list[str]]:
    """Return CIFAR-10's 60,000 images as they are, 32x32, and their paths, test images first."""
    with zipfile.ZipFile(archive) as opened:
        paths = sorted(name for name in opened.namelist() if name.endswith(".jpg"))
        images = [np.asarray(Image.open(io.BytesIO(opened.read(path))).convert("RGB")) for path in paths]
    return np.stack(images), paths


def prepared(archive: Path, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return images as preprocess makes them, and which of the names they are: broken files are left out."""
    with zipfile.ZipFile(archive) as opened:
        how = {"height": SIDE, "width": SIDE, "resize": "stretch", "interpolation": "area"}
        read = list(read_in_order(opened, names, **how))
    good = [k for k, one in enumerate(read) if not isinstance(one, str)]
    return np.stack([one.pixels for one in read if not isinstance(one, str)]), np.array(good)


def simpsons(archive: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the images of the 17 characters of the archive's test set, labels, and which are for test."""
    with zipfile.ZipFile(archive) as opened:
        paths = [name.split("/") for name in sorted(opened.namelist()) if name.endswith(".jpg")]
    training = {path[-2] for path in paths if path[-2] != "kaggle_simpson_testset"}
    label = {
        "/".join(path): path[-1].rpartition("_")[0] if path[-2] == "kaggle_simpson_testset" else path[-2]
        for path in paths
    }
    tested = {label[name] for name in label if "kaggle_simpson_testset" in name} & training
    names = [name for name in label if label[name] in tested]
    images, good = prepared(archive, names)
    kept = [names[k] for k in good]
    return (
        images,
        np.array([label[name] for name in kept]),
        np.array(["kaggle_simpson_testset" in name for name in kept]),
    )


def toons() -> tuple[np.ndarray, np.ndarray]:
    """Return the frames of the default study's series, and the scene of each."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "images.zip"
        source.fetch(archive, seed=0)
        with zipfile.ZipFile(archive) as opened:
            names = sorted(name for name in opened.namelist() if not name.endswith("/"))
        images, good = prepared(archive, names)
    scenes = {
        (CAST[scene.lead].name, number): scene.index
        for scene in schedule(0, SCENES, len(CAST))
        for number in scene.numbers
    }
    places = [names[k].split("/") for k in good]
    return images, np.array([scenes[place[1], int(place[2].split(".")[0])] for place in places])


def plain() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return pictures that only look alike, and their classes, by title."""
    digits = load_digits()
    grey = np.clip(digits.images * 16, 0, 255).astype(np.uint8)[..., None]
    large = [
        cv2.resize(np.repeat(one, 3, axis=2), (SIDE, SIDE), interpolation=cv2.INTER_AREA) for one in grey
    ]
    random = np.random.default_rng(0)
    shapes, labels = drawn.plain_shapes(random, 40)
    first = np.sort(np.unique(shapes, axis=0, return_index=True)[1])
    return {
        "scikit-learn's digits": (np.stack(large), digits.target),
        "drawn digits": drawn.digits(random, 2000),
        "line art": drawn.outlines(random, 1000, "line art"),
        "silhouettes": drawn.outlines(random, 1000, "silhouettes"),
        "icons": drawn.outlines(random, 1000, "icons"),
        "small shapes on white (case 02)": (shapes[first], labels[first]),
    } | {title: look_alikes.drawn(title, random, 600, SIDE) for title in look_alikes.PAINTERS}


def million(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return drawn pictures of 32x32 in a mapped file, every twentieth a copy, and what each is a copy of."""
    with tempfile.TemporaryFile() as file:
        images = np.memmap(file, np.uint8, "w+", shape=(count, 32, 32, 3))
    random, changes = np.random.default_rng(0), list(drawn.KINDS.values())[:5]
    original = np.arange(count)
    for start in range(0, count, 1000):
        block = drawn.photographs(random, min(1000, count - start), 32)
        for row in range(EACH - 1, len(block), EACH):
            block[row] = changes[row // EACH % len(changes)](block[row - 1], random)
            original[start + row] = start + row - 1
        images[start : start + len(block)] = block
        passes.give_back(images)
    return images.view(np.ndarray), original
