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
from urllib.parse import unquote, urlparse


def path(folder: Path, study: str) -> Path:
    """Return where the receipt of a study is."""
    return folder / f"receipt-{study}.json"


def read(file: Path) -> dict[str, Any]:
    """Return a receipt; empty where there is none that can be read."""
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write(file: Path, digest: str, address: str, database: Path | None, run_ids: Sequence[str]) -> None:
    """Write the receipt of these runs."""
    content = {
        "digest": digest,
        "address": address,
        "runs": list(run_ids),
        "picture": picture(database, run_ids) if database else None,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1))


def holds(file: Path, digest: str, address: str, database: Path | None) -> bool:
    """Say whether MLflow still holds what the receipt says; a server is believed."""
    content = read(file)
    if (content.get("digest"), content.get("address")) != (digest, address):
        return False
    if database is None:
        return True
    try:
        return bool(picture(database, content["runs"]) == content["picture"])
    except sqlite3.Error:
        return False


def picture(database: Path, run_ids: Sequence[str]) -> list[Any]:
    """Return what a SQLite store and its artifact folders hold of these runs, as plain JSON values."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return [of_run(connection, run_id) for run_id in run_ids]


def of_run(connection: sqlite3.Connection, run_id: str) -> list[Any]:
    """Return a run's state, tags, number of params and points, inputs, models and files."""

    def rows(query: str) -> list[list[Any]]:
        return [list(row) for row in connection.execute(query, (run_id,))]

    run = rows("SELECT status, lifecycle_stage, experiment_id, artifact_uri FROM runs WHERE run_uuid = ?")
    models = rows(
        "SELECT model_id, status, lifecycle_stage, artifact_location FROM logged_models"
        " WHERE source_run_id = ? AND name != 'registered' ORDER BY model_id"
    )
    same_key = rows(
        "SELECT count(*) FROM tags JOIN tags AS own USING (key, value)"
        " JOIN runs ON runs.run_uuid = tags.run_uuid AND runs.lifecycle_stage = 'active'"
        " WHERE own.run_uuid = ? AND key IN ('training_key', 'comparison_digest')"
    )
    return [
        run,
        rows(
            "SELECT experiments.lifecycle_stage FROM experiments JOIN runs USING (experiment_id)"
            " WHERE run_uuid = ?"
        ),
        rows("SELECT key, value FROM tags WHERE run_uuid = ? ORDER BY key"),
        rows("SELECT count(*) FROM params WHERE run_uuid = ?"),
        rows("SELECT count(*), sum(value) FROM metrics WHERE run_uuid = ? AND key NOT LIKE 'system/%'"),
        rows("SELECT count(*) FROM inputs WHERE destination_id = ?"),
        models,
        same_key,
        [files(uri) for uri in [row[3] for row in [*run, *models]]],
    ]


def files(location: str) -> list[list[Any]] | None:
    """Return the files below a local artifact folder with their sizes; None for a remote one."""
    parsed = urlparse(location)
    if parsed.scheme not in ("", "file"):
        return None
    folder = Path(unquote(parsed.path))
    found = sorted(item for item in folder.rglob("*") if item.is_file())
    return [[str(item.relative_to(folder)), item.stat().st_size] for item in found]
