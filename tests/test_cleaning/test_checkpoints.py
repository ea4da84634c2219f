"""checkpoints/: what is named, young or in use stays; the rest goes, whole."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from lineup.cleaning import checkpoints
from lineup.cleaning.holding import Amount, Holding

NAMED, OLD, YOUNG, HALF, HELD = (letter * 64 for letter in "abcde")


def make(folder: Path, key: str, days: float, finished: bool = True) -> Path:
    place = folder / key
    content = place / "finished/model.keras" if finished else place / "checkpoint.npz"
    content.parent.mkdir(parents=True)
    content.write_bytes(bytes(100))
    lock = folder / f"{key}.lock"
    lock.touch()
    for file in (content, lock):
        os.utime(file, (time.time() - days * 86400,) * 2)
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key, days, finished in (
        (NAMED, 99, True),
        (OLD, 8, True),
        (YOUNG, 6, True),
        (HALF, 8, False),
        (HELD, 8, False),
    ):
        make(tmp_path, key, days, finished)
    (tmp_path / "my notes").mkdir()
    (tmp_path / "abc.lock").touch()
    return tmp_path


def names(found: list[checkpoints.Checkpoint]) -> list[str]:
    return [item.path.name for item in found]


def test_named_young_and_held_ones_stay(folder: Path) -> None:
    found = checkpoints.find(folder)
    assert names(found) == [NAMED, OLD, YOUNG, HALF, HELD]
    with FileLock(folder / f"{HELD}.lock"):
        gone = checkpoints.unnamed(found, {NAMED}, 7)
        assert names(gone) == [OLD, HALF]
    assert checkpoints.holdings(found, {NAMED}, gone) == [
        Holding("checkpoints/, finished trainings", Amount(1, 100), Amount(1, 100), Amount(1, 100)),
        Holding("checkpoints/, under way", Amount(0, 0), Amount(1, 100), Amount(1, 100)),
    ]
    checkpoints.free(gone)
    left = {path.name for path in folder.iterdir()}
    assert left == {
        *(key + end for key in (NAMED, YOUNG, HELD) for end in ("", ".lock")),
        "my notes",
        "abc.lock",
    }
    assert names(checkpoints.unnamed(checkpoints.find(folder), {NAMED}, 0)) == [YOUNG, HELD]


def test_one_that_a_training_takes_after_the_listing_stays(folder: Path) -> None:
    gone = checkpoints.unnamed(checkpoints.find(folder), {NAMED}, 7)
    with FileLock(folder / f"{OLD}.lock"):
        checkpoints.free(gone)
    assert (folder / OLD / "finished/model.keras").exists()
    assert not (folder / HALF).exists()


def test_a_killed_removal_is_completed(folder: Path) -> None:
    (folder / OLD).replace(folder / f"{OLD}.removed")
    (folder / f"{OLD}.lock").unlink()
    (one,) = [item for item in checkpoints.find(folder) if item.path.name == OLD]
    assert one.size == 100
    checkpoints.free([one])
    assert not list(folder.glob(f"{OLD}*"))


def test_a_training_that_waits_for_the_lock_meanwhile_gets_a_valid_one(folder: Path) -> None:
    """The lock file is unlinked while it is held; who waits for it must not take the dead file for it."""
    script = (
        "import sys, filelock; print('waits', flush=True); lock = filelock.FileLock(sys.argv[1]);"
        " lock.acquire(); print('has it', flush=True); sys.stdin.readline()"
    )
    path = folder / f"{OLD}.lock"
    with FileLock(path):
        waiting = subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "waits\n"
        time.sleep(0.3)
        path.unlink()
    assert waiting.stdout.readline() == "has it\n"
    (one,) = [item for item in checkpoints.find(folder) if item.path.name == OLD]
    assert one.in_use()
    waiting.communicate("\n", timeout=30)


def test_there_need_not_be_any(tmp_path: Path) -> None:
    assert checkpoints.find(tmp_path / "checkpoints") == []
    assert checkpoints.training_facts(tmp_path, "*/*/training.json") == []
