"""CIFAR-10 and CIFAR-100 in the archives that their authors published, as PNG files in a folder a class.

Source: https://www.cs.toronto.edu/~kriz/cifar.html. Both hold Python 2 pickles of 50,000 training and 10,000
test images. Found as all archives are: in LINEUP_MIRROR, in downloads/, else fetched.
"""

import io
import zipfile
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.errors import LineupError
from lineup.files import checksum
from lineup.sources import obtaining, plain_pickle, repacking, transfer

SIDE = 32  # pixels; a row of `data` holds all red values, then all green, then all blue ones


class Published(NamedTuple):
    """What one of the two archives holds; `sha256` as in keras/src/datasets of https://github.com/keras-team/keras."""

    folder: str
    sha256: str
    training: tuple[str, ...]
    test: str
    meta: str
    labels: str
    names: str


PUBLISHED = {
    "cifar-10": Published(
        folder="cifar-10-batches-py",
        sha256="6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        training=tuple(f"data_batch_{number}" for number in range(1, 6)),
        test="test_batch",
        meta="batches.meta",
        labels="labels",
        names="label_names",
    ),
    "cifar-100": Published(
        folder="cifar-100-python",
        sha256="85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
        training=("train",),
        test="test",
        meta="meta",
        labels="fine_labels",
        names="fine_label_names",
    ),
}


def fetch(destination: Path, *, name: str) -> dict[str, str]:
    """Write train/CLASS/NUMBER.png and test/CLASS/NUMBER.png; returns what is said of the published archive.

    NUMBER counts the images of a part in their published order, from 0. LineupError where the archive is not
    as published; of a mirror's, the sha256 may be another one.
    """
    published, file_name = PUBLISHED[name], f"{name}-python.tar.gz"
    address = f"https://www.cs.toronto.edu/~kriz/{file_name}"
    original, obtained = obtaining.obtain(file_name, address, partial(transfer.download, address), None)
    said = {"name": name, "address": address, "licence": "not stated", "file_name": file_name}
    pickles = destination.with_name("pickles.zip")
    try:
        if obtained == "downloads" and (found := checksum(original)) != published.sha256:
            raise ValueError(f"its sha256 is {found}, not {published.sha256}")
        said |= {"obtained": obtained, **repacking.deliver(original, pickles)}
        with zipfile.ZipFile(pickles) as opened, zipfile.ZipFile(destination, "w") as images:
            names = class_names(opened, published)
            for part, files in (("train", published.training), ("test", (published.test,))):
                write(images, part, names, [batch(opened, published, file) for file in files])
    except ValueError as error:
        raise LineupError(
            f"{original} is not as published: {error}. Delete it, and run the command again,"
            " which fetches it."
        ) from None
    finally:
        pickles.unlink(missing_ok=True)
    return said


def class_names(opened: zipfile.ZipFile, published: Published) -> list[str]:
    """Return the classes by their number; ValueError where they are no names."""
    names = content(opened, f"{published.folder}/{published.meta}").get(published.names)
    if not isinstance(names, list) or not all(
        isinstance(name, str) and name.isidentifier() for name in names
    ):
        raise ValueError(f"{published.meta} has no list of names '{published.names}'")
    return names


def batch(opened: zipfile.ZipFile, published: Published, file: str) -> tuple[NDArray[np.uint8], list[int]]:
    """Return a file's images, uint8 (n, 32, 32, 3), RGB, and their classes; ValueError without them."""
    found = content(opened, f"{published.folder}/{file}")
    data, labels = found.get("data"), found.get(published.labels)
    if not isinstance(data, np.ndarray) or data.dtype != np.uint8 or data.shape[1:] != (3 * SIDE * SIDE,):
        raise ValueError(f"'data' of {file} is no array of 8-bit numbers, {3 * SIDE * SIDE:,} a row")
    if not isinstance(labels, list) or len(labels) != len(data):
        raise ValueError(f"'{published.labels}' of {file} is no list of {len(data):,} numbers")
    return data.reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1), labels


def content(opened: zipfile.ZipFile, path: str) -> dict[str, object]:
    """Return the dictionary that a pickle of the archive holds; ValueError where there is none."""
    try:
        data = opened.read(path)
    except KeyError:
        raise ValueError(f"there is no {path}") from None
    found = plain_pickle.loads(data, path)
    if not isinstance(found, dict):
        raise ValueError(f"{path} holds no dictionary")
    return found


def write(
    images: zipfile.ZipFile, part: str, names: list[str], batches: list[tuple[NDArray[np.uint8], list[int]]]
) -> None:
    """Append every image of a part as PNG; ValueError where a class has no name."""
    number = 0
    for pixels, labels in batches:
        for image, label in zip(pixels, labels, strict=True):
            if not isinstance(label, int) or not 0 <= label < len(names):
                raise ValueError(f"there is no class {label!r} among {len(names)}")
            png = cv2.imencode(".png", image[..., ::-1])[1].tobytes()
            repacking.add(images, f"{part}/{names[label]}/{number:05}.png", io.BytesIO(png), len(png))
            number += 1
