"""Starts the keeper of DVC's files, where a dvc runs this process."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from lineup import processes

LOCK = Path("dvc.lock")
NAMES = ("dvc", "dvc.exe")


def start() -> None:
    """Start the keeper of the dvc that runs this process, if one does and the system allows it."""
    with suppress(psutil.Error, OSError):
        dvc = running_dvc()
        if dvc is not None:
            keep(dvc.pid)


def running_dvc() -> psutil.Process | None:
    """Return the nearest ancestor of this process that is `dvc ...` or `python -m dvc ...`."""
    process = psutil.Process().parent()
    while process is not None and not is_dvc(process.cmdline()):
        process = process.parent()
    return process


def is_dvc(command: list[str]) -> bool:
    """Return whether a command is DVC's program, or Python with it."""
    if any(Path(part).name in NAMES for part in command[:2]):
        return True
    return "-m" in command and command[command.index("-m") + 1 :][:1] == ["dvc"]


def keep(pid: int) -> None:
    """Start the keeper of that dvc, with dvc.lock as it is now."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "lineup.locks.keeper", str(pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **processes.apart(),
    )
    if keeper.stdin is not None:
        with keeper.stdin:
            keeper.stdin.write(content())


def content() -> bytes:
    return LOCK.read_bytes() if LOCK.exists() else b""
