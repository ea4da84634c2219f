"""Cells side by side on this machine, with trainings that only pretend."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from lineup.cells import driver, local, process
from lineup.cells.cell import Cell, Outcome
from lineup.schema.variant import Resources
from tests.conftest import ROOT
from tests.test_cells import pretend

MODULE = "tests.test_cells.pretend"


def cell(seed: int, **resources: int) -> Cell:
    return Cell("net", seed, 2, "images", Resources.model_validate(resources))


@pytest.fixture(autouse=True)
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MODULE", MODULE)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")


def run(folder: Path, cells: list[Cell], jobs: int = 2) -> dict[Cell, Outcome]:
    return driver.run(cells, local.Local(folder, jobs), folder / "logs")


def test_never_more_at_once_than_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = run(tmp_path, [cell(seed) for seed in range(6)])
    assert [outcome.key for outcome in outcomes.values()] == [f"net-{seed}" for seed in range(6)]
    assert len({outcome.machine["pid"] for outcome in outcomes.values()}) == 2
    assert "+++" not in (tmp_path / "at_once").read_text()
    assert "++" in (tmp_path / "at_once").read_text()
    said = capsys.readouterr().out.splitlines()
    assert len([line for line in said if line.endswith("epoch 2/2  loss 1")]) == 6
    assert "net seed 3  epoch 1/2  loss 1\n" in (tmp_path / "logs/net-s3.log").read_text()


def test_one_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    """Neither a mistake, nor a crash, nor a process that the system kills."""
    seeds = [pretend.FAILS, pretend.BREAKS, pretend.DIES, 0, 1]
    outcomes = run(tmp_path, [cell(seed) for seed in seeds], jobs=1)
    assert [outcome.error for outcome in outcomes.values()] == [
        "This recipe cannot be trained.",
        "ValueError: too wide",
        "its process was killed by signal 9; the system does so where memory runs out",
        "",
        "",
    ]
    log = (tmp_path / "logs/net-s101.log").read_text()
    assert "Traceback (most recent call last):" in log
    assert log.endswith("error: ValueError: too wide\n")


def test_a_full_disk_is_one_message_of_the_cell(tmp_path: Path) -> None:
    """Also where its log is on that disk; the process takes the next cell."""
    logs = [tmp_path / name for name in ("full", "other")]
    logs[0].write_bytes(b"-" * 1000)
    started = subprocess.Popen(
        [sys.executable, "-m", MODULE],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert started.stdin
    assert started.stdout
    answers = []
    for log in logs:
        started.stdin.write(json.dumps({"variant": "net", "seed": 0, "log": str(log)}) + "\n")
        started.stdin.flush()
        answers.append(json.loads(started.stdout.readline()))
    started.communicate()
    assert answers[0]["error"] == "a file could not be written: File too large"
    assert (answers[1]["key"], answers[1]["error"]) == ("net-0", "")
    assert "net seed 0  epoch 2/2  loss 1\n" in logs[1].read_text()


def test_threads_and_cards_are_dealt_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,7")
    asked = [cell(0), cell(1), cell(2, cpus=3), cell(3, gpus=0)]
    told = [outcome.machine for outcome in run(tmp_path, asked, jobs=2).values()]
    assert {one["card"] for one in told[:2]} == {"4", "7"}
    assert [one["threads"] for one in told] == ["", "", "3", ""]
    assert told[3]["card"] == "-1"


def test_edited_code_is_trained_by_a_new_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has imported the old code would work under the new code's key."""
    versions = iter(["old", "old", "new", "new"])
    monkeypatch.setattr(local, "code", lambda: next(versions))
    told = [
        outcome.machine["pid"] for outcome in run(tmp_path, [cell(seed) for seed in range(4)], 1).values()
    ]
    assert told[0] == told[1] != told[2] == told[3]


def test_a_touched_file_is_other_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "__file__", str(tmp_path / "cells/local.py"))
    (tmp_path / "net.py").write_text("")
    before = local.code()
    assert local.code() == before
    os.utime(tmp_path / "net.py", (1, 1))
    assert local.code() != before


def test_cards_are_asked_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho GPU-a\necho GPU-b\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert local.cards() == ["GPU-a", "GPU-b"]
    program.write_text("#!/bin/sh\necho no driver\nexit 9\n")
    assert local.cards() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_the_end_of_the_driver_is_the_end_of_all(tmp_path: Path, number: signal.Signals) -> None:
    script = (
        "import signal; from pathlib import Path; from lineup.cells import command, local, process\n"
        "from lineup.cells.cell import Cell; from lineup.schema.variant import Resources\n"
        "from lineup import errors\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background has it ignored
        f"process.MODULE = '{MODULE}'\n"
        f"cells = [Cell('net', seed, 2, 'images', Resources()) for seed in (0, {pretend.LASTS}, 1)]\n"
        "errors.run(lambda: command.train(cells, lambda: local.Local(Path.cwd(), 2)))"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = tmp_path / "checkpoints/logs/net-s1.log"
    deadline = time.monotonic() + 60
    while not (log.exists() and "epoch 2/2" in log.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    workers = psutil.Process(started.pid).children()
    assert len(workers) == 2
    started.send_signal(number)
    _, said = started.communicate(timeout=60)
    message = (
        "error: Ended, and all trainings with it. What was finished is kept, what was begun goes on from its"
        " last checkpoint: run the same again.\n"
    )
    expected = (-9, "") if number == signal.SIGKILL else (1, message)
    assert (started.returncode, said) == expected
    assert psutil.wait_procs(workers, timeout=10)[1] == []
