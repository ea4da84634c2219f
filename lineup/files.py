"""Files: their checksums, their JSON, and which of them belong to the system."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

SYSTEM = frozenset(
    name.casefold()
    for name in (
        *("__MACOSX", "Network Trash Folder", "Temporary Items", "Icon\r"),  # macOS
        *("$RECYCLE.BIN", "System Volume Information", "Thumbs.db", "ehthumbs.db", "ehthumbs_vista.db"),
        *("desktop.ini", "FOUND.000", "Picasa.ini"),  # Windows
        *("lost+found", "@eaDir", "@tmp", "@Recycle", "@Recently-Snapshot", "#recycle", "#snapshot"),  # NAS
        *("~snapshot", "PaxHeader", "PaxHeaders", "__pycache__"),
    )
)


def checksum(path: Path) -> str:
    """Return the sha256 of a file, 64 hex digits; it is read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def named_files(options: Mapping[str, Any]) -> dict[str, Path]:
    paths = {name: Path(value) for name, value in options.items() if isinstance(value, str) and value}
    return {name: path for name, path in paths.items() if path.is_file()}


def read_json(path: Path) -> Any:
    """Return what a JSON file holds; FileNotFoundError where there is none."""
    return json.loads(path.read_text(encoding="utf-8"))


def is_hidden(parts: Iterable[str]) -> bool:
    """Tell whether a path, as its parts, belongs to the system rather than to a user: .git, @eaDir."""
    return any(
        (part.startswith(".") and part not in {".", ".."}) or part.casefold() in SYSTEM for part in parts
    )
