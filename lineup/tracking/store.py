"""Where the MLflow store is, and how to reach it; the address is always given, never set globally."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from filelock import FileLock, Timeout

from lineup import quick_import, repository
from lineup.errors import LineupError
from lineup.tracking import mend

if TYPE_CHECKING:
    from mlflow import MlflowClient

LOCK_SECONDS = 120
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # mlflow-artifacts:/1/a has one slash; C:/a is a folder


def is_copy(here: Path) -> bool:
    """Say whether `here` is a throw-away copy made by `dvc exp run --temp` or by DVC's queue."""
    return repository.root(here) != here.resolve()


def folder(here: Path) -> Path:
    return repository.root(here) / "mlruns"


def address(here: Path) -> str:
    """Return the tracking address: MLFLOW_TRACKING_URI, or the SQLite file in mlruns/."""
    return os.environ.get("MLFLOW_TRACKING_URI", "").strip() or of_file(folder(here) / "mlflow.db")


def of_file(file: Path) -> str:
    """Return the tracking address of a SQLite file; what has a meaning in addresses is escaped."""
    return f"sqlite:///{file}".replace("%", "%25").replace("?", "%3F")


def database(tracking: str) -> Path | None:
    """Return the SQLite file behind a tracking address; None for a server."""
    prefix = "sqlite:///"
    return Path(unquote(tracking.removeprefix(prefix))) if tracking.startswith(prefix) else None


def artifacts(tracking: str) -> str | None:
    """Return where artifacts go: beside the SQLite file; None where a server decides."""
    file = database(tracking)
    if file is None:
        return None
    folder = file.absolute().parent / "artifacts"
    return folder.as_uri() if "%" in str(folder) else str(folder)  # MLflow unquotes paths, too


def local(place: str) -> Path | None:
    """Return the folder that a place of artifacts means; None for one that is not on this machine's disks."""
    if not SCHEME.match(place):
        return Path(place)
    return Path(unquote(urlparse(place).path)) if place.startswith("file:") else None


@contextmanager
def locked(tracking: str) -> Iterator[None]:
    """Hold the lock of a local store while something is made that another process could make too.

    Servers have none. It may not be held twice. LineupError where another process holds it for too long.
    """
    file = database(tracking)
    if file is None:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = file.with_suffix(".lock")
    try:
        held = FileLock(lock).acquire(timeout=LOCK_SECONDS)
    except Timeout:
        raise LineupError(
            f"Another process has held the lock {lock} for {LOCK_SECONDS} s. Let it end, then try again."
        ) from None
    with held:
        yield


def prepare(seconds: int = 10) -> None:
    """Set what MLflow reads on import, unless the user has.

    Little patience with servers (its own is 120 s and 7 retries), no telemetry, no messages but warnings,
    bars of progress for people alone.
    """
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", str(seconds))
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_UV_AUTO_DETECT", "false")  # no uv.lock into each model
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", str(sys.stderr.isatty()).lower())


def connect(tracking: str) -> "MlflowClient":
    """Return a client; the first one creates a local store, the first one after it was moved mends it."""
    quick_import.load("mlflow")
    from mlflow import MlflowClient

    file = database(tracking)
    if file is not None and not file.exists():
        with locked(tracking):
            create(file)
    mend_places(tracking)
    return MlflowClient(tracking_uri=tracking, registry_uri=tracking)


def mend_places(tracking: str) -> None:
    """Set right where a local store that was moved or copied says that its artifacts are."""
    file, here = database(tracking), artifacts(tracking)
    if file is not None and here is not None and mend.places(file, here):
        with locked(tracking):
            mend.move(file, mend.places(file, here), here)


def create(file: Path) -> None:
    """Make a local store under another name first: one that is killed half-way could not be opened again."""
    from mlflow import MlflowClient

    if file.exists():  # made while this process waited for the lock
        return
    part = file.with_suffix(".part")
    for left in (part, part.with_name(part.name + "-journal")):
        left.unlink(missing_ok=True)
    new = of_file(part)
    MlflowClient(tracking_uri=new, registry_uri=new).search_experiments(max_results=1)
    copy = file.with_suffix(".copy")
    shutil.copyfile(part, copy)  # MLflow keeps `part` open, and Windows renames no open file
    copy.replace(file)
    with suppress(PermissionError):
        part.unlink()
