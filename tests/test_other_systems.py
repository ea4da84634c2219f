"""What Windows lacks or refuses, simulated: the project was not tried there."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lineup import durable, processes
from lineup.cleaning import checkpoints
from lineup.export import places
from lineup.tracking import live, place, store

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="finds open files in /proc")


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no folder be opened, no file that is only read be synced, no open file be renamed or removed."""
    plain = {name: getattr(os, name) for name in ("open", "fsync", "replace", "unlink")}

    def open_(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied", str(path))
        return int(plain["open"](path, flags, *more, **named))

    def fsync(number: int) -> None:
        if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(9, "Bad file descriptor")
        plain["fsync"](number)

    def refuse_open(path: Any) -> None:
        held = {os.path.realpath(one) for one in Path("/proc/self/fd").iterdir()}
        if os.path.realpath(path) in held:
            raise PermissionError(13, "another process has it open", str(path))

    def replace(source: Any, target: Any) -> None:
        refuse_open(source)
        refuse_open(target)
        plain["replace"](source, target)

    def unlink(path: Any) -> None:
        refuse_open(path)
        plain["unlink"](path)

    monkeypatch.delattr(os, "O_DIRECTORY")
    monkeypatch.setattr(shutil, "_use_fd_functions", False)
    for name, changed in (("open", open_), ("fsync", fsync), ("replace", replace), ("unlink", unlink)):
        monkeypatch.setattr(os, name, changed)


@needs_linux
def test_files_and_folders_take_their_names(windows: None, tmp_path: Path) -> None:
    (tmp_path / "file.part").write_text("whole")
    durable.replace(tmp_path / "file.part", tmp_path / "file")
    (tmp_path / "folder.part/within").mkdir(parents=True)
    (tmp_path / "folder.part/within/file").write_text("whole")
    durable.replace(tmp_path / "folder.part", tmp_path / "folder")
    assert (tmp_path / "file").read_text() == (tmp_path / "folder/within/file").read_text() == "whole"
    for content in ("first", "second"):
        with places.whole(tmp_path / "export") as folder:
            (folder / "dataset.json").write_text(content)
    assert (tmp_path / "export/dataset.json").read_text() == "second"


@needs_linux
@pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy is deprecated")  # MLflow 3.17's own
def test_a_store_is_made(windows: None, tmp_path: Path) -> None:
    tracking = f"sqlite:///{tmp_path / 'mlflow.db'}"
    client = store.connect(tracking)
    assert client.get_experiment(place.experiment(client, "study", Path.cwd())).name == "study"


@needs_linux
def test_a_checkpoint_is_freed(windows: None, tmp_path: Path) -> None:
    key = tmp_path / ("a1" * 32)
    key.mkdir()
    (key / "checkpoint.npz").write_text("content")
    checkpoints.free(checkpoints.find(tmp_path))
    assert not key.exists()


def test_a_training_that_cannot_be_shown_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(os, "set_blocking")  # Python 3.11 on Windows
    process = live.Process()
    process.send({"do": "open"})
    process.close()
    assert capfd.readouterr().err == (
        "warning: the training is not shown in MLflow (module 'os' has no attribute 'set_blocking');"
        " the track stage repairs it\n"
    )


def test_processes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes.apart() == {"start_new_session": True}
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 512, raising=False)
    assert processes.apart() == {"creationflags": 512}


def test_a_command_in_this_ones_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as ended:
        processes.become([sys.executable, "-c", "import os, sys; sys.exit(int(os.environ['N']))"], {"N": "3"})
    assert ended.value.code == 3
