"""What a command takes, run in a process of its own: seconds, processor seconds, memory."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from benchmarks.alternation import Taken

ROOT = Path(__file__).parent.parent


def of_command(
    command: Sequence[str], folder: Path, images: int = 0, variables: Mapping[str, str] | None = None
) -> Taken:
    """Run a command in a folder and return what it took, with all that it started, also what outlives it.

    images: how many it worked on. Start-up is included; the clock stops with the command. The peak is that
    of the largest process, and at least the asking program's own so far: Linux counts it for a child.
    Bytecode is written and used, as it is wherever nobody forbids it. Raises subprocess.CalledProcessError
    where the command fails.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PATH": path} | dict(variables or {})
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    adopt()
    others = {child.pid for child in psutil.Process().children()}
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    usages = [usage]
    while left := {child.pid for child in psutil.Process().children()} - others:
        usages += [os.wait4(pid, 0)[2] for pid in left]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    processor = sum(one.ru_utime + one.ru_stime for one in usages)
    return Taken(seconds, processor, max(one.ru_maxrss for one in usages) / 1024, images)


def adopt() -> None:
    """Have what a command leaves running become this process's child once it ends, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def of_stage(stage: str, folder: Path) -> Taken:
    """Return what `python -m stages.STAGE` takes in a study's folder."""
    return of_command([sys.executable, "-m", f"stages.{stage}"], folder)
