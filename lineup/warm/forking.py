"""A warm process of one dvc: `python -m lineup.warm.forking KIND PID`, started by asking.py.

It loads what stages need, computes nothing, and forks for one order after the other, a stage's or that of a
training's observer: what is forked is a process as `python -m MODULE` is, and loads this project's own code,
as it is by then, for itself. It ends with dvc, and when no order has come for a while.
"""

import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import NamedTuple

import psutil

from lineup import processes, quick_import
from lineup.warm.asking import DVC, REPORT, TENSORFLOW
from lineup.warm.connection import BEGUN, address, own

COMMON = ("pandas", "pyarrow.parquet", "pydantic", "scipy.optimize", "yaml")
LIBRARIES = {
    TENSORFLOW: ("lineup.quiet_tensorflow", *COMMON),
    REPORT: (*COMMON, "lineup.tracking.libraries", "jinja2", "matplotlib.figure", "sklearn.manifold"),
}
IDLE_SECONDS = 300.0
LOOKING_SECONDS = 0.25


class Order(NamedTuple):
    """Whose `main` is wanted, and how; input, output and errors are the streams."""

    module: str
    arguments: list[str]
    folder: str
    variables: dict[str, str]
    streams: list[int]


def main() -> None:
    """Fork for every order; in what is forked, do as it says."""
    kind, dvc = sys.argv[1], psutil.Process(int(sys.argv[2]))
    listening = listen(address(kind, dvc.pid))
    for name in LIBRARIES[kind]:
        quick_import.load(name)
    order = ordered(listening, dvc)
    if order is not None:
        become(order, dvc.pid)


def listen(place: str) -> socket.socket:
    """Return a socket at a place.

    Raises OSError where another process listens there, OSError or AttributeError where the system has no way
    to wait for a child and a socket at once.
    """
    os.close(os.pidfd_open(os.getpid()))
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen()
    return listening


def ordered(listening: socket.socket, dvc: psutil.Process) -> Order | None:
    """Return the order of a stage in what is forked for it; None here, once dvc has ended."""
    idle_since = time.monotonic()
    while time.monotonic() < idle_since + IDLE_SECONDS and processes.lives(dvc):
        if not select.select([listening], [], [], LOOKING_SECONDS)[0]:
            continue
        connection, _ = listening.accept()
        with connection:
            order = received(connection) if own(connection) else None
            if order is None:
                continue
            child = os.fork()
            if child == 0:
                listening.close()
                return order
            for stream in order.streams:
                os.close(stream)
            mind(connection, child)
        idle_since = time.monotonic()
    return None


def received(connection: socket.socket) -> Order | None:
    """Return the order that comes with three streams; None where none comes."""
    with suppress(OSError, ValueError), connection.makefile("rb") as lines:
        _, streams, _, _ = socket.recv_fds(connection, 1, 3)
        return Order(streams=streams, **json.loads(lines.readline()))
    return None


def mind(connection: socket.socket, child: int) -> None:
    """Tell who asked how a child ends; pass Ctrl-C on to it, and kill it where who asked is gone."""
    ended, asked = os.pidfd_open(child), connection.fileno()
    with suppress(OSError):
        connection.sendall(f"{BEGUN}\n".encode())
        while ended not in select.select([asked, ended], [], [])[0] and connection.recv(1):
            os.kill(child, signal.SIGINT)
    if not select.select([ended], [], [], 0)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ended)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(OSError):
        connection.sendall(f"{status}\n".encode())


def become(order: Order, dvc: int) -> None:
    """Do what `python -m MODULE` does, in the folder, with the variables and streams that came."""
    for number, stream in enumerate(order.streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(order.folder)
    sys.path[0] = order.folder
    os.environ.clear()
    os.environ.update(order.variables | {DVC: str(dvc)})
    sys.stdout.reconfigure(line_buffering=os.isatty(1))  # type: ignore[union-attr]
    sys.argv = [f"{order.module.rpartition('.')[2]}.py", *order.arguments]
    for name in [name for name in sys.modules if name.split(".")[0] == "lineup"]:
        del sys.modules[name]
    running = importlib.import_module("lineup.running")
    running.errors.run(running.stages_of.require)  # as it does itself where a stage is the main program
    main = importlib.import_module(order.module).main
    if order.module.startswith("stages."):
        running.stage(main)
    else:
        main()


if __name__ == "__main__":
    main()
