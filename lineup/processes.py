"""Processes that this one starts or becomes, and the cores it may use, on every system."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def apart() -> dict[str, Any]:
    """Return Popen's keywords for a process that Ctrl-C, or a kill of this process's group, spares."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def become(command: list[str], environment: Mapping[str, str]) -> NoReturn:
    """Let a command take this process's place; on Windows, where none can, wait for its end."""
    if sys.platform == "win32":
        with suppress(KeyboardInterrupt), subprocess.Popen(command, env=environment) as process:
            sys.exit(process.wait())
        sys.exit(1)
    os.execve(command[0], command, environment)  # noqa: S606 (no shell wanted)
