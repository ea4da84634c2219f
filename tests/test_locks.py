"""A killed dvc may leave half of its own files; the keeper that check starts mends them."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from dvc.lock import make_lock

from lineup.locks import keeper, start
from tests.conftest import ROOT

BEFORE = b"schema: '2.0'\nstages:\n  check:\n    cmd: python -m stages.check\n"
AFTER = BEFORE + b"    outs:\n    - path: data/check\n      hash: md5\n      md5: 178ad06f.dir\n"
OTHER = BEFORE.replace(b"check", b"split")
CONFLICT = b"<<<<<<< HEAD\n" + BEFORE + b"=======\n" + OTHER + b">>>>>>> theirs\n"
RWLOCK = {"write": {}, "read": {"/data": [{"pid": 1, "cmd": "dvc repro"}]}}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".dvc/tmp").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("before", "found", "left"),
    [
        (BEFORE, AFTER, AFTER),  # dvc went on, and ended well
        (AFTER, AFTER, AFTER),
        (AFTER, OTHER, OTHER),
        (AFTER, b"", AFTER),
        (AFTER, BEFORE, AFTER),  # DVC takes these lines, but they were more
        (BEFORE, AFTER[: AFTER.index(b".dir")], BEFORE),  # DVC takes half a hash
        (BEFORE, AFTER[: AFTER.index(b"      md5")], AFTER[: AFTER.index(b"      md5")]),
        (BEFORE, AFTER[: AFTER.index(b"    cmd")], BEFORE),  # it refuses a stage without its command
        (BEFORE, AFTER + b"  split: {cmd: [pyth", BEFORE),
        (BEFORE, CONFLICT, CONFLICT),  # for a person
    ],
)
def test_a_lock_cut_short_is_put_back(project: Path, before: bytes, found: bytes, left: bytes) -> None:
    start.LOCK.write_bytes(found)
    keeper.mend(before)
    assert start.LOCK.read_bytes() == left
    assert [path.name for path in project.iterdir() if path.is_file()] == ["dvc.lock"]


@pytest.mark.parametrize("before", [b"", AFTER[:30]])
def test_a_lock_cut_short_that_never_was_whole_is_removed(project: Path, before: bytes) -> None:
    start.LOCK.write_bytes(AFTER[:20])
    keeper.mend(before)
    assert not (project / "dvc.lock").exists()
    keeper.mend(before)  # a missing one is nothing to mend


def test_a_lock_of_paths_cut_short_is_removed(project: Path) -> None:
    whole = json.dumps(RWLOCK)
    for text, left in ((whole, True), (whole[:-1], False), ("", False)):
        (project / ".dvc/tmp/rwlock").write_text(text)
        keeper.mend(b"")
        assert (project / ".dvc/tmp/rwlock").exists() == left


@pytest.mark.parametrize("hardlink", [False, True])
def test_what_another_dvc_writes_is_left_to_it(project: Path, hardlink: bool) -> None:
    (project / ".dvc/config").write_text(f"[core]\n    hardlink_lock = {str(hardlink).lower()}\n")
    start.LOCK.write_bytes(AFTER[:20])
    temporary = str(project / ".dvc/tmp")
    with make_lock(f"{temporary}/lock", tmp_dir=temporary, hardlink_lock=hardlink):
        waiting = threading.Thread(target=keeper.mend, args=(BEFORE,))
        waiting.start()
        time.sleep(0.5)
        assert waiting.is_alive()
        start.LOCK.write_bytes(AFTER)
    waiting.join(30)
    assert not waiting.is_alive()
    assert start.LOCK.read_bytes() == AFTER


def test_it_mends_once_dvc_has_ended(project: Path) -> None:
    start.LOCK.write_bytes(AFTER[:20])
    dvc = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    assert dvc.stdin is not None
    waiting = threading.Thread(target=keeper.wait_for_end, args=(dvc.pid,))
    waiting.start()
    time.sleep(0.5)
    assert waiting.is_alive()
    own, other = ({"pid": pid, "cmd": "dvc repro"} for pid in (dvc.pid, 1))
    held = {"write": {"/a": own, "/b": other}, "read": {"/c": [own, other], "/d": [own]}}
    (project / ".dvc/tmp/rwlock").write_text(json.dumps(held))
    dvc.stdin.close()  # it ends, a zombie until it is waited for
    waiting.join(30)
    assert not waiting.is_alive()
    command = [sys.executable, "-m", "lineup.locks.keeper", str(dvc.pid)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=project, env=environment, input=BEFORE, check=True)
    assert start.LOCK.read_bytes() == BEFORE
    left = json.loads((project / ".dvc/tmp/rwlock").read_text())
    assert left == {"write": {"/b": other}, "read": {"/c": [other]}}
    dvc.wait()


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (["python", "-m", "dvc", "repro"], True),
        (["python", "-I", "-m", "dvc", "repro"], True),
        (["python", "/environment/bin/dvc", "repro", "check"], True),
        (["/bin/sh", "-c", "dvc repro"], False),  # its child is the dvc
        (["python", "-m", "pytest", "tests/dvc"], False),
        (["tmux", "new", "-s", "dvc"], False),
        (["vim", "dvc.yaml"], False),
        ([], False),
    ],
)
def test_which_command_is_a_dvc(command: list[str], found: bool) -> None:
    assert start.is_dvc(command) == found


def test_no_dvc_runs_the_tests() -> None:
    assert start.running_dvc() is None


def test_a_system_that_tells_nothing_of_processes_stops_no_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: psutil.Process) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil.Process, "parent", denied)
    start.start()
