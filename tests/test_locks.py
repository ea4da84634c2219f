"""A killed dvc may leave half of its own files; the keeper that check starts mends them."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from dvc.lock import make_lock

from stages.locks import keeper
from tests.conftest import ROOT

BEFORE = b"schema: '2.0'\nstages:\n  check:\n    cmd: python -m stages.check\n"
AFTER = BEFORE + b"    outs:\n    - path: data/check\n      hash: md5\n      md5: 178ad06f.dir\n"
RWLOCK = {"write": {}, "read": {"/data": [{"pid": 1, "cmd": "dvc repro"}]}}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".dvc/tmp").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("found", "left"),
    [
        (AFTER, AFTER),
        (BEFORE, BEFORE),
        (b"", BEFORE),
        (AFTER[: AFTER.index(b"cmd:")], BEFORE),  # a stage without its command
        (AFTER[: AFTER.index(b" hash")], AFTER[: AFTER.index(b" hash")]),  # whole lines: DVC reads it
        (AFTER[: AFTER.index(b" md5: ") + 7], BEFORE),  # one digit of a hash
        (AFTER + b"  split: {cmd: [pyth", BEFORE),
    ],
)
def test_a_lock_that_dvc_refuses_is_put_back(project: Path, found: bytes, left: bytes) -> None:
    keeper.LOCK.write_bytes(found)
    keeper.mend(BEFORE)
    assert keeper.LOCK.read_bytes() == left
    assert [path.name for path in project.iterdir() if path.is_file()] == ["dvc.lock"]


@pytest.mark.parametrize("before", [b"", AFTER[:30]])
def test_a_lock_cut_short_that_never_was_whole_is_removed(project: Path, before: bytes) -> None:
    keeper.LOCK.write_bytes(AFTER[:20])
    keeper.mend(before)
    assert not (project / "dvc.lock").exists()
    keeper.mend(before)  # a missing one is nothing to mend


def test_a_lock_of_paths_cut_short_is_removed(project: Path) -> None:
    whole = json.dumps(RWLOCK)
    for text, left in ((whole, True), (whole[:-1], False), ("", False)):
        (project / ".dvc/tmp/rwlock").write_text(text)
        keeper.mend(b"")
        assert (project / ".dvc/tmp/rwlock").exists() == left


def test_what_another_dvc_writes_is_left_to_it(project: Path) -> None:
    keeper.LOCK.write_bytes(AFTER[:20])
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with make_lock(str(project / ".dvc/tmp/lock"), tmp_dir=str(project / ".dvc/tmp")):
        waiting = start(project, ended.pid)
        time.sleep(1)  # in which the keeper finds half a file, and waits
        assert waiting.poll() is None
        assert keeper.LOCK.read_bytes() == AFTER[:20]
        keeper.LOCK.write_bytes(AFTER)
    assert waiting.wait(timeout=30) == 0
    assert keeper.LOCK.read_bytes() == AFTER


def test_it_waits_for_the_end_of_dvc(project: Path) -> None:
    keeper.LOCK.write_bytes(AFTER[:20])
    dvc = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    waiting = start(project, dvc.pid)
    time.sleep(1)
    assert keeper.LOCK.read_bytes() == AFTER[:20]
    assert dvc.stdin is not None
    dvc.stdin.close()  # it ends, a zombie until it is waited for
    assert waiting.wait(timeout=30) == 0
    assert keeper.LOCK.read_bytes() == BEFORE
    dvc.wait()


def start(project: Path, pid: int) -> "subprocess.Popen[bytes]":
    """Start the keeper of that process in the project, which knows BEFORE."""
    started = subprocess.Popen(
        [sys.executable, "-m", "stages.locks.keeper", str(pid)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
    )
    assert started.stdin is not None
    started.stdin.write(BEFORE)
    started.stdin.close()
    return started


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (["python", "-m", "dvc", "repro"], True),
        (["python", "/environment/bin/dvc", "repro", "check"], True),
        (["/bin/sh", "-c", "dvc repro"], False),  # its child is the dvc
        (["python", "-m", "pytest", "tests/dvc/x.py"], False),
    ],
)
def test_which_process_is_a_dvc(monkeypatch: pytest.MonkeyPatch, command: list[str], found: bool) -> None:
    parent = psutil.Process()
    monkeypatch.setattr(psutil.Process, "parents", lambda _: [parent])
    monkeypatch.setattr(psutil.Process, "cmdline", lambda _: command)
    assert (keeper.running_dvc() is parent) == found
