"""Curves while a training runs: each test trains nothing, but tells of epochs from a process of its own."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests import warm
from tests.ports import free_port, silent
from tests.test_tracking.made_up import BOUND, track, variables
from tests.test_tracking.store_reader import active_runs, named, query

TRAINING = """
import json, sys, time
from pathlib import Path
from lineup.tracking import collect, live, tags
until, wait, pause, live.CLOSING_SECONDS = int(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:])
one = collect.training(Path("data"), "synthetic", "cnn", 0)
images = one.facts["images"]
rows = [row | {"seconds": images / row.pop("images_per_second")} for row in one.history]
said = tags.of_training(one.variant, one.facts)
with live.run(one.identity, said, one.params, images) as log_epochs:
    for epoch in range(1, until + 1):
        log_epochs(rows[:epoch])
        if epoch == pause:
            sys.stdin.readline()
    print("trained", flush=True)
    time.sleep(wait)
"""


def start(
    folder: Path,
    until: int,
    wait: float = 0,
    pause: int = 0,
    closing: int = 30,
    bound: bool = False,
    before: tuple[str, ...] = (),
    **environment: str,
) -> subprocess.Popen[str]:
    """Start a training that tells of its first epochs and then waits some seconds; `bound` as in `track`.

    After the epoch `pause` it waits for a line; at its end it waits so many seconds for MLflow, `closing`.
    """
    bounds = [*before, *(BOUND if bound else [])]
    command = [*bounds, sys.executable if bounds else warm.python(), "-c", TRAINING]
    command += [str(until), str(wait), str(pause), str(closing)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=folder, env=variables(**environment), stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def retold(done: str) -> str:
    """Return what a warning names as the reason."""
    found = re.fullmatch(
        r"warning: the training is not shown in MLflow \((.+)\); the track stage repairs it\n", done
    )
    assert found, done
    return found[1]


def points(folder: Path) -> list[tuple[str, int, float]]:
    """Return all points of epochs in the store; none while its tables are being made."""
    if not (folder / "mlruns/mlflow.db").exists():
        return []
    try:
        return query(folder, "SELECT key, step, value FROM metrics WHERE step > 0")
    except sqlite3.OperationalError:
        return []


def test_a_killed_training_goes_on_in_the_same_run(study: Path) -> None:
    killed = start(study, until=3, wait=120)
    deadline = time.monotonic() + 90
    while len(points(study)) < 18 and time.monotonic() < deadline:
        time.sleep(0.1)
    (run_id,) = named(study, "cnn-s0")
    assert active_runs(study)[run_id]["status"] == "RUNNING"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    resumed = start(study, until=5)
    assert resumed.communicate(timeout=90) == ("trained\n", "")
    assert named(study, "cnn-s0") == [run_id]
    assert len(points(study)) == len(set(points(study))) == 30
    assert active_runs(study)[run_id]["status"] == "FINISHED"  # as soon as it has ended well
    assert track(study).returncode == 0
    assert named(study, "cnn-s0") == [run_id]
    assert active_runs(study)[run_id]["status"] == "FINISHED"
    assert len(points(study)) == len({point[:2] for point in points(study)}) == 48


def test_a_dead_server_is_one_warning_and_no_more(study: Path) -> None:
    port = free_port()
    training = start(study, until=8, MLFLOW_TRACKING_URI=f"http://me:secret@127.0.0.1:{port}")
    printed, warned = training.communicate(timeout=90)
    assert (training.returncode, printed) == (0, "trained\n")
    assert retold(warned).startswith(f"API request to http://127.0.0.1:{port}/")


def test_a_server_that_never_answers_is_left_after_a_while(study: Path) -> None:
    with silent() as port:
        address = f"http://127.0.0.1:{port}"
        began = time.monotonic()
        training = start(
            study, until=8, closing=3, MLFLOW_TRACKING_URI=address, MLFLOW_HTTP_REQUEST_TIMEOUT="120"
        )
        printed, warned = training.communicate(timeout=90)
    assert (training.returncode, printed) == (0, "trained\n")
    assert retold(warned) == "MLflow does not answer within 3 s"
    assert time.monotonic() - began < 50


def test_a_read_only_mlruns_is_one_warning_and_repaired_later(study: Path) -> None:
    assert start(study, until=2).communicate(timeout=90) == ("trained\n", "")
    set_writable(study / "mlruns", False)
    training = start(study, until=8, bound=True)
    printed, warned = training.communicate(timeout=90)
    assert (training.returncode, printed) == (0, "trained\n")
    assert retold(warned)
    stopped = track(study, bound=True)
    assert stopped.returncode == 0
    assert re.fullmatch(
        r"warning: MLflow is not up to date \(.+\); the next run repairs it\n", stopped.stderr
    )
    set_writable(study / "mlruns", True)
    assert track(study).stdout.startswith("MLflow is up to date: 3 runs")
    assert len(points(study)) == 48


def set_writable(folder: Path, writable: bool) -> None:
    """Let everything in a folder be written, or nothing."""
    for path in (folder, *folder.rglob("*")):
        path.chmod((0o755 if path.is_dir() else 0o644) if writable else (0o555 if path.is_dir() else 0o444))


def test_a_full_disk_is_one_warning_and_repaired_later(study: Path) -> None:
    full = ("bash", "-c", 'ulimit -f 200; exec "$@"', "bash")  # no file grows over 200 kB, as MLflow's must
    training = start(study, until=8, before=full)
    printed, warned = training.communicate(timeout=90)
    assert (training.returncode, printed) == (0, "trained\n")
    assert "disk" in retold(warned)
    assert track(study).stdout.startswith("MLflow is up to date: 3 runs")
    assert len(points(study)) == 48
