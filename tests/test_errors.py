"""A file of data/ that is missing is one message, however the library that wanted it says so."""

import errno
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from lineup import errors
from lineup.repro import locking, status
from stages import preprocess

READERS: dict[str, Callable[[Any], Any]] = {
    "open": lambda path: Path(path).read_text(),
    "pandas, parquet": pd.read_parquet,
    "pandas, csv": pd.read_csv,
    "Arrow": pyarrow.parquet.read_metadata,
    "NumPy": np.load,
    "NumPy, memory map": lambda path: np.load(path, mmap_mode="r"),
    "HDF5": h5py.File,
    "zip": zipfile.ZipFile,
    "a folder": lambda path: list(Path(path).iterdir()),
}


def said(work: Callable[[], Any], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        errors.run(work)
    assert ended.value.code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
def test_a_missing_file_of_data(
    reader: str,
    absolute: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = tmp_path / "my study's data"
    here.mkdir()
    monkeypatch.chdir(here)
    path = (here if absolute else Path()) / "data/split/none.json"
    message = "error: data/split/none.json is missing. Run `dvc repro`, which makes it.\n"
    assert said(lambda: READERS[reader](path), capsys) == message
    assert said(lambda: READERS[reader](str(path)), capsys) == message


def test_as_keras_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def load() -> None:
        raise ValueError(
            "File not found: filepath=data/models/cnn/0/model.keras. Please ensure the file is an accessible"
            " `.keras` zip file."
        )

    assert said(load, capsys) == (
        "error: data/models/cnn/0/model.keras is missing. Run `dvc repro`, which makes it.\n"
    )


def test_a_stage_before_its_turn(
    project: Path, set_params: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    set_params()
    assert said(preprocess.main, capsys) == (
        "error: data/raw/images.zip is missing. Run `dvc repro`, which makes it.\n"
    )


@pytest.mark.parametrize("path", ["elsewhere/none.json", "/data/none.json", "mydata/none.json"])
def test_other_missing_files_are_faults_of_ours(path: str) -> None:
    with pytest.raises(FileNotFoundError):
        errors.run(lambda: print(Path(path).read_text()))


def test_a_file_that_is_there_is_not_called_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/there.json").touch()

    def strange() -> None:
        raise FileNotFoundError("cannot find what data/there.json names")

    with pytest.raises(FileNotFoundError):
        errors.run(strange)


def test_a_file_system_without_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As NFS 3 where its lock service does not run: no traceback, and no other dvc is said to be at work."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dvc/tmp").mkdir(parents=True)
    (tmp_path / ".dvc/tmp/lock").touch()

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    refused = subprocess.CompletedProcess([], 255, "", f"ERROR: {locking.DVC_SAYS}. Most likely another ...")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: refused)
    monkeypatch.setattr("fcntl.flock", none)
    assert said(status.asked_of_dvc, capsys) == (
        "error: The file system of this folder locks no files (No locks available): without locks two"
        " processes would write over each other. Have its lock service mended (NFS 4 needs none beside it),"
        " or work on another disk.\n"
    )


@pytest.mark.parametrize(
    ("work", "place", "reason"),
    [
        (lambda: Path("file/within").write_text(""), "file/within", "Not a directory"),
        (lambda: Path("folder").write_text(""), "folder", "Is a directory"),
        (lambda: Path("folder", "a" * 300).mkdir(), f"folder/{'a' * 300}", "File name too long"),
    ],
    ids=["below a file", "a folder", "too long"],
)
def test_a_place_that_the_system_refuses(
    work: Callable[[], Any],
    place: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("folder").mkdir()
    assert said(work, capsys) == (
        f"error: '{place}' cannot be used: {reason}. Give another place, or mend its owner and rights.\n"
    )
