"""The download stage, driven as DVC drives it: params.yaml in, data/raw out."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from stages import download
from tests.mistakes import mistake

ROOT = Path(__file__).parents[1]


def write_params(
    here: Path,
    dataset: dict[str, Any],
    images: dict[str, Any] | None = None,
    split: dict[str, Any] | None = None,
) -> None:
    study = {
        "study": "small",
        "seeds": [0],
        "dataset": {"watch": "pictures", "max_per_class": None, **dataset},
        "images": {"height": 16, "width": 16, **(images or {})},
        "split": split or {"train": 0.6, "validation": 0.2, "test": 0.2},
        "training": {"precision": "auto"},
        "analysis": {},
        "backbones": {},
        "suspects": {},
        "variants": {
            "cnn": {
                "architecture": "cnn",
                "input": "images",
                "optimizer": "adam",
                "learning_rate": 0.001,
                "batch_size": 8,
                "epochs": 1,
            }
        },
    }
    (here / "params.yaml").write_text(yaml.safe_dump(study))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LINEUP_MIRROR", raising=False)
    for name in ("cat/a.JPG", "cat/b.jpg", "dog/c.png", "dog/README"):
        (tmp_path / "pictures" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pictures" / name).write_text(name)
    return tmp_path


def test_a_folder(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_params(here, {"source": "folder", "path": "pictures", "licence": "CC0"})
    (here / "data/raw").mkdir(parents=True)
    (here / "data/raw/left over").touch()
    download.main()
    content = (here / "data/raw/images.zip").read_bytes()
    assert sorted(path.name for path in (here / "data/raw").iterdir()) == ["images.zip", "manifest.json"]
    assert json.loads((here / "data/raw/manifest.json").read_text()) == {
        "source": "folder",
        "address": "pictures",
        "licence": "CC0",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "left_out": [],
        "counts": {"files": 4, "endings": {".jpg": 2, "(no ending)": 1, ".png": 1}},
    }
    assert capsys.readouterr().out == (
        "download: 0.0 MB from pictures; licence: CC0\ndownload: 4 files: 2 .jpg, 1 (no ending), 1 .png\n"
    )


def test_an_archive_by_mirror_is_not_altered(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(here / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cat/a.jpg", "a" * 1000)
        archive.writestr("dog/b.jpg", "b" * 1000)
    monkeypatch.setenv("LINEUP_MIRROR", str(here))
    address = "https://example.invalid/set"
    write_params(here, {"source": "archive", "address": address, "file_name": "set.zip"})
    download.main()
    assert (here / "data/raw/images.zip").read_bytes() == (here / "set.zip").read_bytes()
    manifest = json.loads((here / "data/raw/manifest.json").read_text())
    assert (manifest["address"], manifest["obtained"]) == (address, "mirror")
    assert (manifest["file_name"], manifest["licence"]) == ("set.zip", "not stated")


def test_the_systems_own_files_are_not_counted(here: Path) -> None:
    with zipfile.ZipFile(here / "set.zip", "w") as archive:
        for name in ("images/1.cat/a.jpg", "images/._1.cat", "images/1.cat/._a.jpg", "__MACOSX/b.png", "x/"):
            archive.writestr(name, "")
    assert download.count_files(here / "set.zip", "here") == {"files": 1, "endings": {".jpg": 1}}


def test_a_broken_archive(here: Path) -> None:
    with zipfile.ZipFile(here / "set.zip", "w") as archive:
        archive.writestr("cat/a.jpg", "a" * 1000)
    content = bytearray((here / "set.zip").read_bytes())
    content[1040] = 0  # in the directory at the archive's end
    (here / "set.zip").write_bytes(content)
    address = (here / "set.zip").as_uri()
    write_params(here, {"source": "archive", "address": address, "file_name": "set.zip"})
    assert mistake(download.main) == (
        f"The archive from {address} cannot be read: Bad magic number for central directory. It is broken, "
        "or a copy of it that is used again is (downloads/, LINEUP_MIRROR). Replace it and run the command "
        "again."
    )


def test_the_command_ends_with_one_message_and_without_tensorflow(here: Path) -> None:
    write_params(here, {"source": "folder", "path": "missing"})
    code = (
        "import sys; from lineup import errors; from stages import download\n"
        "print('tensorflow' in sys.modules, 'cv2' in sys.modules); errors.run(download.main)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert done.stdout == "False False\n"
    assert done.stderr == (
        "error: dataset.path: missing does not exist. Expected a folder with a subfolder of images for each "
        "of two or more classes. Set dataset.path (and dataset.watch) in params.yaml to such a folder.\n"
    )


def test_own_fields_are_the_keywords_of_each_source(here: Path) -> None:
    from lineup.schema import params

    write_params(here, {"source": "toons", "seed": 3})
    assert download.own_fields(params.load().dataset) == {"seed": 3}
    write_params(here, {"source": "archive", "address": "file:///x", "file_name": "x.zip"})
    assert download.own_fields(params.load().dataset) == {
        "address": "file:///x",
        "file_name": "x.zip",
        "sha256": None,
        "more": [],
        "licence": "not stated",
    }
    write_params(here, {"source": "kaggle", "handle": "someone/cats"})
    assert download.own_fields(params.load().dataset) == {
        "handle": "someone/cats",
        "file_name": None,
        "sha256": None,
        "licence": "not stated",
    }
