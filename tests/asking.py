"""The other end of tests/warm.py's socket, and the program that takes python's place there.

It imports little, since it stands for each `python` that such a process starts.
"""

import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence

WARM = ("-m", "-c")  # what else Python's command line begins with is run by Python itself
ADDRESS = "LINEUP_WARM"  # the variable by which processes that share the tests know the one server
TIED = "LINEUP_TESTS_TIED"  # a variable: it ends with the process that started it
PYTHON = "LINEUP_TESTS_PYTHON"  # a variable: what runs Python, told to the processes that share the tests
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def ask(
    address: str, folder: str, command: Sequence[str], variables: Mapping[str, str], streams: Sequence[int]
) -> int:
    """Have the server do what `python command` does, with these streams; return its exit status.

    A status below 0 is that of a process that a signal ended, as subprocess gives it.
    """
    request = {"folder": folder, "command": list(command), "variables": dict(variables)}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        socket.send_fds(connection, [b"\n"], streams)
        connection.sendall(json.dumps(request).encode() + b"\n")
        return int(connection.makefile().readline())


def main(python: str, address: str) -> None:
    """Stand for `python` on its command line; the server's process starts this by its name."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["-u"]:  # execnet's; its process buffers nothing
        del arguments[0]
    if arguments[:1] not in ([name] for name in WARM):
        os.execv(python, [python, *arguments])  # noqa: S606
    if TIED in os.environ:
        import ctypes

        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
    status = ask(address, os.getcwd(), arguments, os.environ, (0, 1, 2))  # noqa: PTH109 (pathlib is slow to import)
    if status < 0:
        os.kill(os.getpid(), -status)
    raise SystemExit(status)
