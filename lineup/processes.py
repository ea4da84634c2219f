"""Processes that this one starts, ends or becomes, and the cores it may use, on every system."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TypeVar

import psutil

Item = TypeVar("Item")
Made = TypeVar("Made")
INTERRUPTED = 130  # the status after Ctrl-C
MOST = 16  # processes for one task: more of them start longer than they work
AT_ONCE = 8  # items that a process takes


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(make: Callable[[Item], Made], items: Sequence[Item], *, worth: int) -> Iterator[Made]:
    """Yield what `make` makes of each item, in order: by a process a core, by this one of less than `worth`.

    For what Python itself computes, since threads would take turns. What is passed must be known to pickle.
    """
    if len(items) < worth or cores() == 1:
        yield from map(make, items)
        return
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
    with ProcessPoolExecutor(min(cores(), MOST), context, initializer=depend) as pool:
        yield from pool.map(make, items, chunksize=AT_ONCE)


def depend() -> None:
    """Let this process end when the one that started it is gone, and leave Ctrl-C to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


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
def ended() -> Iterator[None]:
    """Have SIGTERM, and SIGHUP of a terminal that closes, raise KeyboardInterrupt with their number.

    nohup's programs ignore the latter.
    """
    with answered(dict.fromkeys(("SIGTERM", "SIGHUP"), interrupt)):
        yield


def interrupt(number: int, _: object) -> NoReturn:
    raise KeyboardInterrupt(number)


@contextmanager
def surely(end: Callable[[], object]) -> Iterator[None]:
    """Call `end` when the block has ended in any way, which a second Ctrl-C does not interrupt."""
    try:
        yield
    finally:
        with deaf():
            end()


@contextmanager
def deaf() -> Iterator[None]:
    """Let nothing but SIGKILL end this process, while it ends others."""
    with answered(dict.fromkeys(("SIGINT", "SIGTERM", "SIGHUP"), signal.SIG_IGN)):
        yield


@contextmanager
def deferred() -> Iterator[None]:
    """Let what would end this process wait until the block has ended."""
    heard: list[int] = []

    def note(number: int, _: object) -> None:
        heard.append(number)

    with answered(dict.fromkeys(("SIGINT", "SIGTERM", "SIGHUP"), note)):
        yield
    for number in heard[:1]:
        signal.raise_signal(number)


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


def lives(process: psutil.Process) -> bool:
    """Say whether a process has not ended: one that has may be there until its parent takes note."""
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process and all that it started, but for those that stand apart, and wait for it.

    All are held first, so that none starts another one meanwhile.
    """
    held: list[psutil.Process] = []
    while new := [one for one in below(process) if one not in held]:
        for one in new:
            with suppress(psutil.Error):
                one.suspend()
        held += new
    for one in held:
        with suppress(psutil.Error):
            one.kill()
    process.wait()


def below(process: "subprocess.Popen[Any]") -> list[psutil.Process]:
    """Return a process, unless it has ended, and all that it started and that do not stand apart."""
    if process.poll() is not None:
        return []
    try:
        top = psutil.Process(process.pid)
        return [one for one in (top, *top.children(recursive=True)) if together(one, top)]
    except psutil.NoSuchProcess:
        return []


def together(one: psutil.Process, top: psutil.Process) -> bool:
    """Say whether two processes are of one session; on Windows all are."""
    try:
        return sys.platform == "win32" or os.getsid(one.pid) == os.getsid(top.pid)
    except ProcessLookupError:
        return False
