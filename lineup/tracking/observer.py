"""The process that shows trainings in MLflow: `python -m lineup.tracking.observer`, started by live.py.

It reads a JSON object a line: open, row, close (with a status), end. When the pipe closes without `end` the
training was killed: it ends at once, whatever it is at, so that it cannot log beside one that goes on.
"""

import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineup import which
from lineup.tracking import failures, live, place, runs, store

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run
    from mlflow.system_metrics.system_metrics_monitor import SystemMetricsMonitor

SAMPLING_SECONDS = 10


def main() -> None:
    """Observe until the end; the first failure is the last, with one line of warning."""
    logging.disable(logging.CRITICAL)  # MLflow, Alembic and urllib3 would add lines of their own
    store.prepare()
    try:
        observe(messages(), Path.cwd())
    except Exception as error:
        live.warn(failures.reason(error, store.address(Path.cwd())))


def messages() -> Iterator[dict[str, Any]]:
    """Return the training's messages up to its `end`; this process ends where its pipe closes without one."""
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            waiting.put(message := json.loads(line))
            if message == live.END:
                return
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return iter(waiting.get, live.END)


def observe(incoming: Iterable[dict[str, Any]], here: Path) -> None:
    run_id, present, monitor = "", {}, None
    client = store.connect(store.address(here))
    try:
        for message in incoming:
            if message["do"] == "open":
                run = open_run(client, here, message)
                run_id, present = run.info.run_id, runs.logged(client, run, runs.EPOCH_METRICS)
                monitor = watch_system(client, run_id)
            elif message["do"] == "row":
                points = runs.missing(runs.epoch_points([message["row"]]), present)
                runs.log(client, run_id, points)
                present |= {(name, step): [value] for name, step, value in points}
            else:
                finish(monitor)
                monitor = None
                close_run(client, run_id, message)
    finally:
        finish(monitor)


def open_run(client: "MlflowClient", here: Path, message: dict[str, Any]) -> "Run":
    """Return the training's run, found or created, RUNNING unless it was finished before."""
    identity = message["identity"]
    experiment_id = place.experiment(client, identity["study"], here)
    where = place.seen(client, here, experiment_id)
    name = which.name(identity["variant"], int(identity["seed"]), int(identity.get("fold", 0)))
    run = runs.obtain(where, name, identity)
    runs.describe(where, run, message["tags"], None, message["params"])
    if run.info.status not in ("RUNNING", "FINISHED"):
        client.update_run(run.info.run_id, status="RUNNING")
    return run


def close_run(client: "MlflowClient", run_id: str, message: dict[str, Any]) -> None:
    """End the run as its training ended: FINISHED, after the seconds that it took, or FAILED."""
    info = client.get_run(run_id).info
    if info.status == "RUNNING":
        end = info.start_time + int(message["seconds"] * 1000) if message["status"] == "FINISHED" else None
        client.set_terminated(run_id, message["status"], end)


def finish(monitor: "SystemMetricsMonitor | None") -> None:
    if monitor:
        monitor.finish()  # type: ignore[no-untyped-call]


def watch_system(client: "MlflowClient", run_id: str) -> "SystemMetricsMonitor | None":
    """Start sampling CPU, memory, disk, network and GPU into the run; None where that is not possible."""
    from mlflow.system_metrics.system_metrics_monitor import SystemMetricsMonitor

    if client.get_run(run_id).info.status != "RUNNING":
        return None
    with suppress(Exception):
        monitor = SystemMetricsMonitor(  # type: ignore[no-untyped-call]
            run_id, sampling_interval=SAMPLING_SECONDS, resume_logging=True, tracking_uri=client.tracking_uri
        )
        monitor.start()  # type: ignore[no-untyped-call]
        return monitor
    return None


if __name__ == "__main__":
    main()
