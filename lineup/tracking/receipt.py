"""The proof that MLflow holds what data/ holds, checked without importing mlflow.

A receipt is a digest of data/ and, for a local store, a picture of its files: whatever is deleted, changed or
lost there, by whom ever, makes another picture, and track goes over all runs again.
"""

import json
from pathlib import Path
from typing import Any

from lineup.files import read_json


def path(folder: Path, study: str) -> Path:
    return folder / f"receipt-{study}.json"


def write(file: Path, digest: str, address: str, database: Path | None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content(digest, address, database), indent=1))


def holds(file: Path, digest: str, address: str, database: Path | None) -> bool:
    """Say whether MLflow still holds what the receipt says; a server is believed."""
    try:
        return bool(read_json(file) == content(digest, address, database))
    except (OSError, ValueError):
        return False


def content(digest: str, address: str, database: Path | None) -> dict[str, Any]:
    return {"digest": digest, "address": address, "picture": picture(database) if database else None}


def picture(database: Path) -> dict[str, int]:
    """Return when SQLite's file was changed, in ns, and the sizes of the artifacts beside it."""
    folder = database.parent / "artifacts"
    artifacts = {
        item.relative_to(folder).as_posix(): item.stat().st_size
        for item in folder.rglob("*")
        if item.is_file()
    }
    return {database.name: database.stat().st_mtime_ns, **artifacts}
