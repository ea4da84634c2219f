"""A real `mlflow server` on SQLite that can be ended and started again."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import requests

from tests import asking, warm
from tests.ports import free_port

ALONE = {asking.TIED: "yes", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}  # without processes that stay


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
        command = [warm.python(), "-m", "mlflow", "server", "--port", str(self.port), "--workers", "1"]
        command += ["--backend-store-uri", "sqlite:///mlruns/mlflow.db"]
        command += ["--artifacts-destination", str(self.folder / "mlruns/artifacts")]
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={
                **warm.untraced(os.environ),
                asking.TIED: "yes",
                "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            },
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
        except requests.RequestException:
            return False

    def kill(self) -> None:
        """Kill it with its workers."""
        os.killpg(self.process.pid, 9)
        self.process.wait()
        while self.answers():  # until that has reached what was forked for it
            time.sleep(0.02)
