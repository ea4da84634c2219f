"""CIFAR's published archives, found by mirror: pictures, names, and what is not as published."""

import hashlib
import io
import os
import pickle
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lineup.errors import LineupError
from lineup.sources import cifar, transfer
from tests.mistakes import mistake
from tests.stand_ins import archives, names, python2
from tests.stand_ins import cifar as stand_in


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINEUP_MIRROR", str(tmp_path))
    return tmp_path


def published(path: Path) -> dict[str, Any]:
    """Return each file of a stand-in, read by Python's own means."""
    with tarfile.open(path) as tar:
        return {
            entry.name: pickle.load(file, encoding="latin1")  # noqa: S301 (our own)
            for entry in tar
            if (file := tar.extractfile(entry))
        }


def picture(data: np.ndarray) -> np.ndarray:
    red, green, blue = np.split(data, 3)
    return np.stack([red.reshape(32, 32), green.reshape(32, 32), blue.reshape(32, 32)], axis=2)


@pytest.mark.parametrize("name", ["cifar-10", "cifar-100"])
def test_pictures_numbers_and_classes(here: Path, name: str) -> None:
    stand_in.write(here, name, training=7 if name == "cifar-10" else 2, test=1)
    said = cifar.fetch(here / "images.zip", name=name)
    file_name = f"{name}-python.tar.gz"
    assert {key: said[key] for key in ("name", "address", "licence", "file_name", "obtained")} == {
        "name": name,
        "address": f"https://www.cs.toronto.edu/~kriz/{file_name}",
        "licence": "not stated",
        "file_name": file_name,
        "obtained": "mirror",
    }
    assert said["repacked_from_bytes"] == str((here / file_name).stat().st_size)
    files = published(here / file_name)
    if name == "cifar-10":
        parts = {"train": [f"data_batch_{number}" for number in range(1, 6)], "test": ["test_batch"]}
        folder, labels, classes = "cifar-10-batches-py", "labels", names.CIFAR_10
    else:
        parts = {"train": ["train"], "test": ["test"]}
        folder, labels, classes = "cifar-100-python", "fine_labels", names.CIFAR_100
    expected = {}
    for part, batches in parts.items():
        rows = [
            row
            for batch in batches
            for row in zip(
                files[f"{folder}/{batch}"]["data"], files[f"{folder}/{batch}"][labels], strict=True
            )
        ]
        for number, (data, label) in enumerate(rows):
            expected[f"{part}/{classes[label]}/{number:05}.png"] = picture(data)
    with zipfile.ZipFile(here / "images.zip") as images:
        assert set(images.namelist()) == set(expected)
        assert {entry.compress_type for entry in images.infolist()} == {zipfile.ZIP_STORED}
        for path, pixels in expected.items():
            found = Image.open(io.BytesIO(images.read(path)))
            assert found.format == "PNG"
            np.testing.assert_array_equal(np.asarray(found), pixels)
    assert sorted(path.name for path in here.iterdir()) == [file_name, "images.zip"]


def test_same_archive_same_bytes(here: Path) -> None:
    stand_in.write(here, "cifar-10", training=5, test=1)
    cifar.fetch(here / "1.zip", name="cifar-10")
    cifar.fetch(here / "2.zip", name="cifar-10")
    assert (here / "1.zip").read_bytes() == (here / "2.zip").read_bytes()


META = {"fine_label_names": ["apple", "baby"]}
BATCH = {"data": np.zeros((2, 3072), np.uint8), "fine_labels": [0, 1]}


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("trace",)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"test": None}, "there is no cifar-100-python/test"),
        (
            {"train": pickle.dumps({"data": Evil()}, 2)},
            "cifar-100-python/train cannot be read: it asks for posix.mkdir, which no array needs",
        ),
        ({"meta": python2.dumps([1])}, "cifar-100-python/meta holds no dictionary"),
        ({"meta": python2.dumps({})}, "meta has no list of names 'fine_label_names'"),
        (
            {"meta": python2.dumps({"fine_label_names": ["apple", "../../home"]})},
            "meta has no list of names 'fine_label_names'",
        ),
        (
            {"train": python2.dumps({**BATCH, "data": np.zeros((2, 3072))})},
            "'data' of train is no array of 8-bit numbers, 3,072 a row",
        ),
        (
            {"train": python2.dumps({**BATCH, "data": np.zeros((2, 784), np.uint8)})},
            "'data' of train is no array of 8-bit numbers, 3,072 a row",
        ),
        (
            {"train": python2.dumps({**BATCH, "fine_labels": [1]})},
            "'fine_labels' of train is no list of 2 numbers",
        ),
        ({"train": python2.dumps({**BATCH, "fine_labels": [0, 2]})}, "there is no class 2 among 2"),
    ],
)
def test_what_is_not_as_published(here: Path, changes: dict[str, bytes | None], reason: str) -> None:
    whole = {"meta": python2.dumps(META), "train": python2.dumps(BATCH), "test": python2.dumps(BATCH)}
    files = {f"cifar-100-python/{name}": data for name, data in (whole | changes).items() if data is not None}
    archives.write_tar(here / "cifar-100-python.tar.gz", files.items())
    assert mistake(cifar.fetch, here / "images.zip", name="cifar-100") == (
        f"{here}/cifar-100-python.tar.gz is not as published: {reason}. Delete it, and run the command again,"
        " which fetches it."
    )
    assert not (here / "trace").exists()
    assert not (here / "pickles.zip").exists()


def test_a_download_has_to_be_the_published_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINEUP_MIRROR")
    (here / "downloads").mkdir()
    stand_in.write(here / "downloads", "cifar-10", training=1, test=1)
    with pytest.raises(LineupError) as caught:
        cifar.fetch(here / "images.zip", name="cifar-10")
    file = "downloads/cifar-10-python.tar.gz"
    found = hashlib.sha256((here / file).read_bytes()).hexdigest()
    assert str(caught.value) == (
        f"{file} is not as published: its sha256 is {found}, not"
        " 6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce. Delete it, and run the command"
        " again, which fetches it."
    )


def test_without_the_network(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(address: str, target: Path) -> None:
        raise transfer.TransferError("no connection to the server")

    monkeypatch.setattr(transfer, "download", fail)
    assert mistake(cifar.fetch, here / "images.zip", name="cifar-100") == (
        "Could not fetch https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz: no connection to the"
        " server. Fetch the archive by hand (in a browser, signed in where that is needed) and save it as"
        " downloads/cifar-100-python.tar.gz, or under that name in any folder that the environment variable"
        f" LINEUP_MIRROR names. Then run the command again. (LINEUP_MIRROR names {here}, where there is no"
        " such file.)"
    )
