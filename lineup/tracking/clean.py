"""What MLflow's local store holds of deleted and superseded runs, and freeing it with `mlflow gc`.

Listing reads the SQLite file alone. `mlflow gc` is MLflow's only public way to delete for good: runs, their
models, their experiments where those are deleted, and all their artifacts.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from lineup.errors import LineupError
from lineup.tracking import store

# Columns: id, kind, whether MLflow still shows it, its state, where its artifacts lie.
QUERY = """
WITH superseded AS (SELECT run_uuid FROM tags WHERE key = 'superseded' AND value = 'true')
SELECT run_uuid, 'run', lifecycle_stage = 'active', CASE
    WHEN lifecycle_stage = 'deleted' THEN 'deleted'
    WHEN run_uuid IN superseded THEN 'superseded' ELSE 'current' END, artifact_uri
FROM runs
UNION ALL
SELECT model_id, 'model', logged_models.lifecycle_stage = 'active', CASE
    WHEN 'deleted' IN (logged_models.lifecycle_stage, runs.lifecycle_stage) THEN 'deleted'
    WHEN source_run_id IN superseded THEN 'superseded' ELSE 'current' END, artifact_location
FROM logged_models LEFT JOIN runs ON source_run_id = run_uuid
"""


class Stored(NamedTuple):
    identity: str
    kind: str  # run or model
    active: bool
    state: str  # current, superseded or deleted; a model has its run's
    folder: Path


def stored(here: Path) -> list[Stored]:
    """Return all runs and models of the local store; none where there is none, half a one, or a server."""
    file = store.database(store.address(here))
    if file is None or not file.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute(QUERY).fetchall()
    except sqlite3.DatabaseError:  # no tables yet, MLflow was killed as it made them, or no database
        return []
    return [
        Stored(identity, kind, bool(active), state, store.local(place) or file.parent)
        for identity, kind, active, state, place in rows
    ]


def free(here: Path, states: tuple[str, ...]) -> None:
    """Delete for good the runs in these states, deleted or superseded, with their models."""
    tracking = store.address(here)
    if not any(item.state in states for item in stored(here)):
        return
    store.prepare()
    client = store.connect(tracking)
    with store.locked(tracking):  # what goes for good must not be restored meanwhile
        gone = [item for item in stored(here) if item.state in states]
        for item in gone:
            if item.active:  # `mlflow gc` takes only what is deleted; a run deleted by hand leaves its model
                delete = client.delete_run if item.kind == "run" else client.delete_logged_model
                delete(item.identity)
        collect(tracking, [item.identity for item in gone if item.kind == "run"])
        for around in {item.folder.parent for item in gone if not item.folder.exists()}:
            if around.is_dir() and not any(around.iterdir()):
                around.rmdir()  # which `mlflow gc` leaves


def collect(tracking: str, run_ids: list[str]) -> None:
    """Run `mlflow gc` on these runs and all deleted models; LineupError with its last line where it fails.

    The runs are named, since it would pass over those deleted before MLflow kept the time of it.
    """
    command = [sys.executable, "-m", "mlflow", "gc", "--backend-store-uri", tracking]
    command += ["--tracking-uri", tracking]
    command += ["--run-ids", ",".join(run_ids)] if run_ids else []
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise LineupError(f"`mlflow gc` could not free MLflow's store: {last}. Run `lineup clean` again.")
