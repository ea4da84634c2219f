"""`lineup ui`: MLflow's pages on the project's own store, for this machine alone."""

import os
import socket
import sys
from pathlib import Path

from lineup import processes
from lineup.errors import LineupError
from lineup.files import read_json
from lineup.tracking import failures, store, view

HOST = "127.0.0.1"


def open_ui(port: int) -> None:
    """Serve MLflow until Ctrl-C; LineupError where there is no store yet or the port is taken."""
    here = Path.cwd()
    tracking = store.address(here)
    file = store.database(tracking)
    if tracking.startswith(("http://", "https://")):
        print(f"MLFLOW_TRACKING_URI is set: MLflow is at {failures.shown(tracking)}")
        return
    if "://" not in tracking:
        raise LineupError(f"MLFLOW_TRACKING_URI is '{tracking}'. Give an address, such as http://HOST:PORT.")
    if file and not file.exists():
        raise LineupError(f"There is no MLflow store yet at {file}. `lineup run` makes it.")
    require_free(port)
    store.mend_places(tracking)
    report = here / "data/report/comparison.json"
    page = view.address(file, read_json(report)["study"]) if file and report.exists() else ""
    print(f"MLflow: http://{HOST}:{port}/{page}\nCtrl-C ends it.", flush=True)
    store.prepare()
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "PYTHONWARNINGS": "ignore"}
    processes.become(command(tracking, port), environment)


def command(tracking: str, port: int) -> list[str]:
    root = store.artifacts(tracking)
    places = ["--default-artifact-root", root] if root else []
    listen = ["--host", HOST, "--port", str(port), "--workers", "1"]
    return [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", tracking, *places, *listen]


def require_free(port: int) -> None:
    """Raise LineupError if nothing can listen on this port."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LineupError(
            f"Port {port} of {HOST} is taken ({reason}), perhaps by an MLflow that still runs."
            f" Choose another: lineup ui --port {port + 1 if port < 65535 else 5000}"
        ) from None
