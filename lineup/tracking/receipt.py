"""The proof that MLflow holds what data/ holds, checked without importing mlflow.

A receipt is a digest of data/ and, for a local store, a picture of the runs as they are in the SQLite file
and on disk: whatever is deleted, changed or lost there makes another picture, and track does its work again.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from lineup.files import read_json
from lineup.tracking import store

QUERIES = (  # of runs and models, where their artifacts lie comes first
    "SELECT artifact_uri, status, runs.lifecycle_stage, experiments.lifecycle_stage"
    " FROM runs JOIN experiments USING (experiment_id) WHERE run_uuid = ?",
    "SELECT artifact_location, model_id, status, lifecycle_stage FROM logged_models"
    " WHERE source_run_id = ? AND name != 'registered' ORDER BY model_id",
    "SELECT key, value FROM tags WHERE run_uuid = ? ORDER BY key",
    "SELECT count(*) FROM params WHERE run_uuid = ?",
    "SELECT count(*), sum(value) FROM metrics WHERE run_uuid = ? AND key NOT LIKE 'system/%'",
    "SELECT count(*) FROM inputs WHERE destination_id = ?",
    "SELECT count(*) FROM tags JOIN tags AS own USING (key, value)"  # runs of the same training
    " JOIN runs ON runs.run_uuid = tags.run_uuid AND runs.lifecycle_stage = 'active'"
    " WHERE own.run_uuid = ? AND key IN ('training_key', 'comparison_digest')",
)


def path(folder: Path, study: str) -> Path:
    return folder / f"receipt-{study}.json"


def write(file: Path, digest: str, address: str, database: Path | None, run_ids: Sequence[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content(digest, address, database, run_ids), indent=1))


def holds(file: Path, digest: str, address: str, database: Path | None) -> bool:
    """Say whether MLflow still holds what the receipt says; a server is believed."""
    try:
        written = read_json(file)
        return bool(written == content(digest, address, database, written["runs"]))
    except (OSError, ValueError, TypeError, KeyError, sqlite3.Error):
        return False


def content(digest: str, address: str, database: Path | None, run_ids: Sequence[str]) -> dict[str, Any]:
    said: dict[str, Any] = {"digest": digest, "address": address, "runs": list(run_ids), "picture": None}
    if database:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            said["picture"] = [of_run(connection, run_id) for run_id in run_ids]
    return said


def of_run(connection: sqlite3.Connection, run_id: str) -> list[Any]:
    found = [[list(row) for row in connection.execute(query, (run_id,))] for query in QUERIES]
    run, models, *_ = found
    return [*found, [files(row[0]) for row in run + models]]


def files(location: str) -> list[list[Any]] | None:
    folder = store.local(location)
    if folder is None:
        return None
    found = sorted(item for item in folder.rglob("*") if item.is_file())
    return [[str(item.relative_to(folder)), item.stat().st_size] for item in found]
