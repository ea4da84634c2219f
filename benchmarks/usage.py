"""What a stage takes, run in a process of its own: seconds and memory."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def of_stage(stage: str, folder: Path) -> tuple[float, float]:
    """Run `python -m stages.STAGE` in a study's folder; return its seconds and its peak of memory in MiB.

    Start-up is included. The peak is at least the asking program's own so far: Linux counts it for a child.
    Raises subprocess.CalledProcessError where the stage fails.
    """
    command = [sys.executable, "-m", f"stages.{stage}"]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - started, usage.ru_maxrss / 1024
