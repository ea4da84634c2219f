"""checkpoints/: which trainings nothing needs any more, and removing them under their own locks."""

import re
import shutil
import time
from collections.abc import Container, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from lineup import running
from lineup.cleaning.holding import Holding, parted, size
from lineup.files import read_json

KEY = re.compile(r"[0-9a-f]{64}")
REMOVED = ".removed"  # ending of a checkpoint on its way out: a training must not find half of it
DAY = 86400  # seconds


class Checkpoint(NamedTuple):
    """What lies in checkpoints/ under one training key: a folder, a lock file, or both."""

    path: Path  # the folder; its lock is `path`.lock
    finished: bool
    size: int  # bytes
    days: float  # since the last change

    @property
    def lock(self) -> Path:
        return self.path.with_name(f"{self.path.name}.lock")

    def in_use(self) -> bool:
        return running.held(self.lock)


def find(folder: Path) -> list[Checkpoint]:
    """Return all checkpoints, sorted by key; files and folders with other names are left alone."""
    keys = {path.name.removesuffix(".lock").removesuffix(REMOVED) for path in folder.glob("*")}
    return [one(folder / key) for key in sorted(keys) if KEY.fullmatch(key)]


def one(path: Path) -> Checkpoint:
    files = [item for item in (*path.rglob("*"), path.with_name(f"{path.name}.lock")) if item.is_file()]
    newest = max((item.stat().st_mtime for item in files), default=0)
    total = size(path) + size(path.with_name(path.name + REMOVED))
    return Checkpoint(path, (path / "finished").exists(), total, (time.time() - newest) / DAY)


def unnamed(found: Iterable[Checkpoint], keys: Container[str], days: float) -> list[Checkpoint]:
    """Return those that may go: not among `keys`, unchanged for `days`, and not in use."""
    return [item for item in found if item.path.name not in keys and item.days >= days and not item.in_use()]


def holdings(found: list[Checkpoint], keys: Container[str], gone: list[Checkpoint]) -> list[Holding]:
    sizes: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for item in found:
        sizes[item.finished][item.path.name] = item.size
    free = {item.path.name for item in gone}
    return [
        parted("checkpoints/, finished trainings", sizes[True], keys, free),
        parted("checkpoints/, under way", sizes[False], keys, free),
    ]


def free(gone: Iterable[Checkpoint]) -> None:
    """Remove checkpoints and their lock files; one that a training took in the meantime stays."""
    for item in gone:
        with ExitStack() as stack:
            try:
                stack.enter_context(FileLock(item.lock, timeout=0))
            except Timeout:
                continue
            removed = item.path.with_name(item.path.name + REMOVED)
            shutil.rmtree(removed, ignore_errors=True)
            if item.path.exists():
                item.path.replace(removed)
                shutil.rmtree(removed)
            with suppress(PermissionError):  # of Windows, which removes no open file
                item.lock.unlink()


def training_facts(folder: Path, pattern: str) -> list[dict[str, Any]]:
    return [read_json(path) for path in sorted(folder.glob(pattern))]
