"""Processes that this one starts, ends or becomes, and the cores it may use, on every system."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import psutil

INTERRUPTED = 130  # the status after Ctrl-C


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


@contextmanager
def ended(how: Callable[..., object]) -> Iterator[None]:
    """Have SIGTERM, and SIGHUP of a terminal that closes, call `how`; nohup's programs ignore the latter."""
    with answered(dict.fromkeys(("SIGTERM", "SIGHUP"), how)):
        yield


@contextmanager
def deaf() -> Iterator[None]:
    """Let nothing but SIGKILL end this process, while it ends others."""
    with answered(dict.fromkeys(("SIGINT", "SIGTERM", "SIGHUP"), signal.SIG_IGN)):
        yield


@contextmanager
def answered(how: Mapping[str, Any]) -> Iterator[None]:
    """Answer signals, by name, as told; those that are ignored stay so, and those that a system lacks."""
    known = {getattr(signal, name): answer for name, answer in how.items() if hasattr(signal, name)}
    before = {number: signal.getsignal(number) for number in known}
    heard = {number: former for number, former in before.items() if former != signal.SIG_IGN}
    try:
        for number in heard:
            signal.signal(number, known[number])
        yield
    finally:
        for number, former in heard.items():
            signal.signal(number, former)


def interrupt(*_: object) -> NoReturn:
    """Answer a signal as Ctrl-C is answered."""
    raise KeyboardInterrupt


def end(pid: int) -> None:
    """End a process and all that it started, but for those that stand apart."""
    with suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                if sys.platform == "win32" or os.getsid(process.pid) == os.getsid(0):
                    process.terminate()
