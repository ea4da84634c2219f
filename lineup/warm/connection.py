"""A stage's end of its connection to a warm process: it hands over what is to be done, and ends likewise."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

from lineup import processes
from lineup.warm.asking import NAME

BEGUN = "begun"  # what the warm process says once it has forked; then comes the status
INTERRUPT = b"i"  # what it is told on Ctrl-C
LOOKING_SECONDS = 0.01


def address(kind: str, dvc: int) -> str:
    """Return where a warm process of a dvc listens: no file, so that none is left behind."""
    began = Path(f"/proc/{dvc}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    return f"\0{NAME}-{kind}-{os.getuid()}-{dvc}-{began}"


def connected(kind: str, dvc: int) -> socket.socket:
    """Return a connection to a warm process of a dvc; OSError where there is none of this user's."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address(kind, dvc))
        if not own(connection):
            raise PermissionError("Another user listens there.")
    except OSError:
        connection.close()
        raise
    return connection


def own(connection: socket.socket) -> bool:
    who = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", who)[1] == os.getuid())


def listens(kind: str, dvc: int) -> bool:
    try:
        connected(kind, dvc).close()
    except ConnectionRefusedError:
        return False
    return True


def start(kind: str, dvc: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "lineup.warm.forking", kind, str(dvc)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **processes.apart(),
    )


def wait(kind: str, dvc: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and not listens(kind, dvc):
        time.sleep(LOOKING_SECONDS)


def order(kind: str, dvc: int, module: str, arguments: list[str], streams: list[int]) -> socket.socket:
    """Order a module's `main`, with these arguments and streams, this process's folder and variables.

    Returns the connection, at whose end what was ordered is killed. OSError where nobody listens.
    """
    what = {"module": module, "arguments": arguments, "folder": str(Path.cwd())}
    line = json.dumps(what | {"variables": dict(os.environ)}).encode() + b"\n"
    connection = connected(kind, dvc)
    socket.send_fds(connection, [b"\n"], streams)
    connection.sendall(line)
    return connection


def ask(kind: str, dvc: int, stage: str) -> None:
    """Have a stage run with this process's arguments and streams, and end as it ends.

    Returns where it was not begun; OSError where nobody listens.
    """
    ordered = order(kind, dvc, f"stages.{stage}", sys.argv[1:], [0, 1, 2])
    with ordered as connection, connection.makefile("rb") as answers:
        if answers.readline().decode().strip() == BEGUN:
            end(followed(connection, answers))


class Forked:
    """What a warm process forks for this one, to be handled as a subprocess.Popen."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def wait(self, timeout: float | None = None) -> None:
        """Return once it has ended; subprocess.TimeoutExpired where it has not within so many seconds."""
        try:
            self.connection.settimeout(timeout)
            while self.connection.recv(64):
                pass
            self.connection.close()
        except TimeoutError:
            raise subprocess.TimeoutExpired("what was forked", timeout or 0) from None
        except OSError:
            return

    def kill(self) -> None:
        self.connection.close()


def followed(connection: socket.socket, answers: BinaryIO) -> int | None:
    """Return the status of what runs for this process, which hears of Ctrl-C; None where nobody tells."""
    while True:
        try:
            return int(answers.readline())
        except (OSError, ValueError):
            return None
        except KeyboardInterrupt:
            with suppress(OSError):
                connection.sendall(INTERRUPT)


def end(status: int | None) -> NoReturn:
    """End as the other process did; a status below 0 is that of one that a signal ended."""
    if status is None:
        sys.exit("error: The process that ran this stage is gone. Run it again: it goes on.")
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)
