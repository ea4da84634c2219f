"""A stage's end of its connection to a warm process: it hands over what is to be done, and ends likewise."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

from lineup import processes

BEGUN = "begun"  # what the warm process says once it has forked; then comes the status
INTERRUPT = b"i"  # what it is told on Ctrl-C


def address(kind: str, dvc: int) -> str:
    """Return where a warm process of a dvc listens: no file, so that none is left behind."""
    began = Path(f"/proc/{dvc}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    return f"\0lineup-{kind}-{os.getuid()}-{dvc}-{began}"


def connected(kind: str, dvc: int) -> socket.socket:
    """Return a connection to a warm process of a dvc; OSError where there is none of this user's."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(address(kind, dvc))
    if not own(connection):
        raise PermissionError("Another user listens there.")
    return connection


def own(connection: socket.socket) -> bool:
    """Say whether this user's process is at the other end."""
    who = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", who)[1] == os.getuid())


def listens(kind: str, dvc: int) -> bool:
    """Say whether a dvc has a warm process."""
    try:
        connected(kind, dvc).close()
    except ConnectionRefusedError:
        return False
    return True


def start(kind: str, dvc: int) -> subprocess.Popen[bytes]:
    """Start a warm process of a dvc, which says a line as soon as it listens."""
    return subprocess.Popen(
        [sys.executable, "-m", "lineup.warm.forking", kind, str(dvc)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **processes.apart(),
    )


def wait(process: subprocess.Popen[bytes]) -> None:
    """Wait until a process listens, or has ended."""
    assert process.stdout is not None  # noqa: S101
    with process.stdout:
        process.stdout.readline()


def ask(kind: str, dvc: int, stage: str) -> None:
    """Have a stage run with this process's arguments, variables, folder and streams, and end as it ends.

    Returns where it was not begun; OSError where nobody listens.
    """
    order = {"stage": stage, "arguments": sys.argv[1:], "folder": str(Path.cwd())}
    line = json.dumps(order | {"variables": dict(os.environ)}).encode() + b"\n"
    with connected(kind, dvc) as connection, connection.makefile("rb") as answers:
        socket.send_fds(connection, [b"\n"], [0, 1, 2])
        connection.sendall(line)
        if answers.readline().decode().strip() == BEGUN:
            end(followed(connection, answers))


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
