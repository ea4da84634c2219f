"""A real `mlflow server`: what a receipt cannot know of it, and its end while a training runs."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.ports import free_port
from tests.test_tracking.made_up import track
from tests.test_tracking.store_reader import named, query
from tests.test_tracking.test_check import AMISS, told
from tests.test_tracking.test_live import points, retold, start


class Server:
    """An `mlflow server` that can be ended and started again; its mlruns begins with a copy of `store`."""

    def __init__(self, folder: Path, store: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        (folder / "mlruns").mkdir(parents=True)
        shutil.copy(store, folder / "mlruns/mlflow.db")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "mlflow", "server", "--port", str(self.port), "--workers", "1"]
        command += ["--backend-store-uri", "sqlite:///mlruns/mlflow.db"]
        command += ["--artifacts-destination", str(self.folder / "mlruns/artifacts")]
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 90
        while not self.answers():
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def answers(self) -> bool:
        """Say whether it serves."""
        try:
            return requests.get(f"{self.address}/health", timeout=5).ok
        except requests.ConnectionError:
            return False

    def kill(self) -> None:
        """Kill it with its workers."""
        os.killpg(self.process.pid, 9)
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path, empty_store: Path) -> Iterator[Server]:
    server = Server(tmp_path / "server", empty_store)
    server.start()
    yield server
    server.kill()


def test_a_server_goes_in_the_middle_and_is_brought_in_line_later(study: Path, server: Server) -> None:
    training = start(study, until=8, pause=3, MLFLOW_TRACKING_URI=server.address)
    deadline = time.monotonic() + 60
    while len(points(server.folder)) < 18 and time.monotonic() < deadline:
        time.sleep(0.1)
    server.kill()
    printed, warned = training.communicate("go on\n", timeout=90)
    assert (training.returncode, printed) == (0, "trained\n")
    assert retold(warned).startswith(f"API request to {server.address}/")
    server.start()
    assert ask(study, server).startswith("MLflow is up to date: 2 runs")
    assert ask(study, server).startswith("MLflow holds all runs")
    assert len(points(server.folder)) == len({point[:2] for point in points(server.folder)}) == 48
    (run_id,) = named(server.folder, "cnn-s0")
    query(server.folder, "UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = ?", run_id)
    assert ask(study, server).startswith("MLflow holds all runs")  # a server is believed, unless asked
    found = track(study, "--check", MLFLOW_TRACKING_URI=server.address)
    assert (found.returncode, found.stderr) == (1, AMISS.format("1 run(s)"))
    assert told(found.stdout) == {"cnn-s0": ["deleted"]}
    assert ask(study, server).startswith("MLflow is up to date: 2 runs")
    assert ask(study, server, "--check").startswith(f"MLflow at {server.address} holds all 2 runs")
    assert named(server.folder, "cnn-s0") == [run_id]


def ask(study: Path, server: Server, *arguments: str) -> str:
    """Track into the server; return what was printed."""
    done = track(study, *arguments, MLFLOW_TRACKING_URI=server.address)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
