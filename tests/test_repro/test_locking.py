"""Another dvc at work in the project is told in words of ours, before anything is begun."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from lineup.repro import locking
from tests import copied, finished
from tests.mistakes import mistake

HOLDS = """
import sys, time, zc.lockfile
lock = zc.lockfile.LockFile(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""
SAID = (
    "error: Another dvc is at work in this project: a `lineup run` or `dvc repro` of another terminal, or an"
    " editor's extension. Wait for its end and try again; nothing was changed.\n"
)


@pytest.fixture
def busy(finished_study: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a project whose lock a process holds as dvc does."""
    project = copied.copy(finished_study, tmp_path / "study")
    subprocess.run([sys.executable, "-m", "dvc", "init", "-q", "--no-scm"], cwd=project, check=True)
    lock = project / ".dvc/tmp/lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", HOLDS, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        yield project
        holder.terminate()


def test_a_stage_that_runs_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DVC holds no lock of the project while a stage runs: it notes what the stage makes."""
    monkeypatch.chdir(tmp_path)
    notes = tmp_path / ".dvc/tmp/rwlock"
    notes.parent.mkdir(parents=True)
    locking.refuse(stages=True)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # it stays, as a zombie
    for pid, path in ((2**22 + 1, "data/gone"), (ended.pid, "data/gone"), (os.getpid(), "data/models/cnn")):
        notes.write_text(json.dumps({"write": {str(tmp_path / path): {"pid": pid, "cmd": "dvc repro"}}}))
        locking.refuse()
        if pid != os.getpid():
            locking.refuse(stages=True)
    ended.wait()
    assert mistake(locking.refuse, stages=True) == (
        f"Process {os.getpid()} runs a stage of this project, which makes data/models/cnn: a `lineup run` or"
        " `dvc repro` of another terminal. Wait for its end, or stop it there with Ctrl-C and try again: what"
        " is finished is kept. Nothing was changed."
    )


def test_a_folder_that_is_not_to_be_written_in_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dvc/tmp").mkdir(parents=True)
    locking.require_writable()
    access = os.access  # of root alone nothing is refused
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "tmp" and access(path, mode))
    assert mistake(locking.require_writable) == (
        f"'{tmp_path}/.dvc/tmp' cannot be written in: Permission denied. Mend its owner and rights, or work"
        " in a copy of the project. Nothing was changed."
    )


@pytest.mark.parametrize("command", ["run", "status"])
def test_it_is_said(busy: Path, command: str) -> None:
    done = copied.lineup(busy, command)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", SAID)


@pytest.mark.parametrize("options", [[], ["--jobs", "2"]])
def test_a_run_beside_one_that_trains_side_by_side_is_refused(
    finished_study: Path, tmp_path: Path, options: list[str]
) -> None:
    """It would remove answers that the other one is writing."""
    project = copied.copy(finished_study, tmp_path / "study")
    assert finished.dvc(project, "init", "-q", "--no-scm").returncode == 0
    with FileLock(project / locking.DRIVER):
        done = copied.lineup(project, "run", *options)
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "error: A `lineup run` of another terminal trains models of this project side by side. Wait for its"
        " end, or stop it there with Ctrl-C and try again: what is finished is kept. Nothing was changed.\n",
    )


def test_of_two_that_begin_to_drive_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    with locking.driving():
        assert mistake(locking.driving().__enter__) == locking.DRIVES
        assert mistake(locking.refuse, stages=True) == locking.DRIVES
    locking.refuse(stages=True)
