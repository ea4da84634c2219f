"""Reads the SQLite store as a check from outside would, without mlflow."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse


def query(folder: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the store of `folder`; changes are committed."""
    with closing(sqlite3.connect(folder / "mlruns/mlflow.db")) as connection, connection:
        return connection.execute(sql, values).fetchall()


def active_runs(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the active runs by id: name, status, tags, params, points, artifacts, inputs, models."""
    found = query(
        folder, "SELECT run_uuid, name, status, artifact_uri FROM runs WHERE lifecycle_stage = 'active'"
    )
    runs = {}
    for run_id, name, status, artifact_uri in found:
        tags = dict(query(folder, "SELECT key, value FROM tags WHERE run_uuid = ?", run_id))
        points = query(
            folder,
            "SELECT key, step, value FROM metrics WHERE run_uuid = ? AND key NOT LIKE 'system/%'"
            " ORDER BY key, step",
            run_id,
        )
        models = query(
            folder, "SELECT name, status, lifecycle_stage FROM logged_models WHERE source_run_id = ?", run_id
        )
        inputs = query(
            folder,
            "SELECT datasets.name, digest FROM datasets JOIN inputs ON source_id = dataset_uuid"
            " WHERE destination_id = ?",
            run_id,
        )
        runs[run_id] = {
            "name": name,
            "status": status,
            "tags": tags,
            "params": dict(query(folder, "SELECT key, value FROM params WHERE run_uuid = ?", run_id)),
            "points": points,
            "artifacts": sorted(item.name for item in place(artifact_uri).glob("*")),
            "inputs": inputs,
            "models": models,
        }
    return runs


def place(artifact_uri: str) -> Path:
    """Return the folder that a place of artifacts means."""
    return Path(unquote(urlparse(artifact_uri).path) if artifact_uri.startswith("file:") else artifact_uri)


def content(folder: Path) -> list[Any]:
    """Return all that tells one state of the store from another: no ids, no times; a parent by its name."""
    told, runs = [], active_runs(folder)
    for run in runs.values():
        tags = {key: value for key, value in run["tags"].items() if key not in ("mlflow.user", "workspace")}
        if parent := tags.get("mlflow.parentRunId"):
            tags["mlflow.parentRunId"] = runs[parent]["name"]
        told.append([run["name"], run["status"], sorted(tags.items()), sorted(run["params"].items())])
        told[-1] += [run["points"], run["artifacts"], run["inputs"], run["models"]]
    return sorted(told)


def named(folder: Path, name: str) -> list[str]:
    """Return the ids of the active runs with this name."""
    return [run_id for run_id, run in active_runs(folder).items() if run["name"] == name]
