"""The preprocess stage, driven as DVC drives it: data/raw in, data/images out."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from stages import preprocess
from tests.mistakes import mistake
from tests.test_download import write_params

TRAINING_AND_TEST = {
    "training": {"folder": "train", "labels": "folder"},
    "test": {"folder": "test", "labels": "file_name"},
}


def picture(seed: int, kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


FILES = {
    "train/marge/3.bmp": picture(3, "BMP"),
    "train/marge/4.png": picture(4),
    "train/marge/notes.txt": b"ballast",
    "train/homer/1.jpg": picture(1, "JPEG"),
    "train/homer/2.png": picture(2, "JPEG"),  # a wrong ending
    "train/homer/broken.png": picture(9)[:500],
    "train/homer/.hidden.png": picture(9),
    "train/lisa/5.gif": picture(5, "GIF"),
    "train/loose.png": picture(9),
    "test/homer_0.jpg": picture(6, "PNG", (17, 23)),
    "test/nelson_0.jpg": picture(7),
    "test/other_0.jpg": picture(8),
    "annotation.txt": b"outside of both folders",
}
CLASSES = ["homer", "marge", "nelson"]


def run(
    here: Path,
    files: dict[str, bytes],
    dataset: dict[str, Any],
    split: dict[str, Any] | None = None,
    **images: Any,
) -> pd.DataFrame:
    (here / "data/raw").mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(here / "data/raw/images.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    write_params(here, {"source": "folder", "path": "pictures", **dataset}, images, split)
    preprocess.main()
    return pd.read_parquet(here / "data/images/index.parquet")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_set_with_an_official_test_folder(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    index = run(
        here, FILES, {**TRAINING_AND_TEST, "classes": CLASSES}, resize="stretch", interpolation="bilinear"
    )
    assert index.columns.tolist() == (
        ["path", "label", "official_split", "width", "height", "format", "sha256", "subject"]
    )
    assert index.iloc[:, :6].to_numpy().tolist() == [
        ["test/homer_0.jpg", "homer", "test", 17, 23, "PNG"],
        ["train/homer/1.jpg", "homer", "train", 40, 30, "JPEG"],
        ["train/homer/2.png", "homer", "train", 40, 30, "JPEG"],
        ["train/marge/3.bmp", "marge", "train", 40, 30, "BMP"],
        ["train/marge/4.png", "marge", "train", 40, 30, "PNG"],
    ]
    images = np.load(here / "data/images/images.npy", mmap_mode="r")
    assert (images.shape, images.dtype) == ((5, 16, 16, 3), np.uint8)
    for row, path in enumerate(index.path):
        original = np.asarray(Image.open(io.BytesIO(FILES[path])).convert("RGB"))
        np.testing.assert_array_equal(images[row], cv2.resize(original, (16, 16)))
        assert index.sha256[row] == hashlib.sha256(FILES[path]).hexdigest()
    assert (here / "data/images/rejected.csv").read_text().splitlines() == [
        "path,reason",
        "train/homer/broken.png,broken image: image file is truncated",
        "train/loose.png,not in a class's folder",
        "train/marge/notes.txt,not an image in a known format",
    ]
    assert json.loads((here / "data/images/skipped_classes.json").read_text()) == ["nelson"]
    out, err = capfd.readouterr()
    assert err == ""
    *first, last = out.splitlines()
    assert first == [
        "preprocess: left out 2: of classes that dataset.classes leaves out, lisa and other"
        " (test/other_0.jpg, train/lisa/5.gif)",
        "preprocess: left out 1: broken image (train/homer/broken.png)",
        "preprocess: left out 1: in hidden folders, or in folders of the system (train/homer/.hidden.png)",
        "preprocess: left out 1: not an image in a known format (train/marge/notes.txt)",
        "preprocess: left out 1: not in a class's folder (train/loose.png)",
        "preprocess: left out 1: of classes without training images, nelson (test/nelson_0.jpg)",
    ]
    assert last.startswith("preprocess: 5 images of 12, ")
    assert last.endswith(" images/s")


def test_lists_name_the_images_of_both_parts_and_their_classes(here: Path) -> None:
    files = {f"photos/{row}.png": picture(row) for row in range(6)} | {
        "lists/train.csv": b"file,kind\r\n0.png,cat\r\n1.png,dog\r\n2.png,cat\r\ngone.png,dog\r\n3.png,\r\n",
        "lists/test.txt": b"4.png 0\nabsent.png 0\n",
    }
    dataset = {
        "training": {"folder": "photos", "labels": "list", "list": "lists/train.csv"},
        "test": {"folder": "photos", "labels": "list", "list": "lists/test.txt"},
    }
    index = run(here, files, dataset)
    assert index.iloc[:, :3].to_numpy().tolist() == [
        ["photos/0.png", "cat", "train"],
        ["photos/1.png", "dog", "train"],
        ["photos/2.png", "cat", "train"],
    ]
    assert json.loads((here / "data/images/skipped_classes.json").read_text()) == ["0"]
    assert (here / "data/images/rejected.csv").read_text().splitlines() == [
        "path,reason",
        'photos/3.png,"its list gives it no class, or two"',
        'photos/absent.png,"named in lists/test.txt, but not in the archive"',
        'photos/gone.png,"named in lists/train.csv, but not in the archive"',
    ]


def test_a_missing_list(here: Path) -> None:
    files = {"a/1.png": picture(1), "b/2.png": picture(2), "lists/train.txt": b"a/1.png\nb/2.png\n"}
    assert mistake(run, here, files, {"training": {"list": "lists/trian.txt"}}) == (
        "dataset.training.list: the archive has no file 'lists/trian.txt'. Closest: lists/train.txt."
        " Give the path of a text file inside the archive."
    )
    assert run(here, files, {"training": {"list": "lists/train.txt"}}).label.tolist() == ["a", "b"]


def test_same_input_same_bytes(here: Path) -> None:
    def outputs() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (here / "data/images").iterdir()}

    run(here, FILES, TRAINING_AND_TEST)
    first = outputs()
    assert (
        sorted(first)
        == (
            "images.npy images.npy.sha256 index.parquet left_out.json rejected.csv settings.json"
            " skipped_classes.json"
        ).split()
    )
    (here / "data/images/left over").touch()
    run(here, dict(reversed(FILES.items())), TRAINING_AND_TEST)
    assert outputs() == first


def test_without_a_test_set_all_images_count_as_training(here: Path) -> None:
    files = {f"{label}/{row}.png": picture(row) for label in ("a", "b", "c") for row in range(4)}
    index = run(here, files, {"max_per_class": 3})
    assert index.official_split.isna().all()
    assert index.groupby("label").size().to_dict() == {"a": 3, "b": 3, "c": 3}
    del files["c/0.png"], files["c/1.png"]
    index = run(here, files, {"classes": 2})
    assert index.label.unique().tolist() == ["a", "b"]


def test_more_images_than_wait_at_a_time_stay_in_order(here: Path) -> None:
    data = [picture(seed, "BMP", (16, 16)) for seed in range(150)]
    files = {f"{'ab'[row % 2]}/{row:03}.bmp": data[row] for row in range(150)}
    index = run(here, files, {}, resize="fit_pad")
    assert index.sha256.tolist() == [hashlib.sha256(files[path]).hexdigest() for path in sorted(files)]


def test_names_that_climb_out_of_the_archive_do_no_harm(here: Path) -> None:
    files = {"../up/1.png": picture(1), "a/2.png": picture(2), "b/3.png": picture(3)}
    index = run(here, files, {"classes": ["a", "b"]})
    assert index.path.tolist() == ["a/2.png", "b/3.png"]
    assert not (here.parent / "up").exists()


def test_a_member_that_is_broken_in_the_archive(here: Path) -> None:
    files = {"a/1.bmp": picture(1, "BMP"), "a/2.bmp": picture(2, "BMP"), "b/3.bmp": picture(3, "BMP")}
    run(here, files, {})
    archive = bytearray((here / "data/raw/images.zip").read_bytes())
    archive[1000] ^= 255
    (here / "data/raw/images.zip").write_bytes(archive)
    preprocess.main()
    assert (here / "data/images/rejected.csv").read_text() == (
        "path,reason\na/1.bmp,broken in the archive: Bad CRC-32 for file 'a/1.bmp'\n"
    )


def test_a_class_without_usable_images_is_an_error(here: Path) -> None:
    assert mistake(run, here, {"a/1.png": picture(1), "b/2.png": b"", "b/3.png": b"text"}, {}) == (
        "None of the 2 training images of b can be used; the first, b/2.png: empty file. Mend the files, or "
        "leave the class out with dataset.exclude."
    )
