"""Curves that grow in MLflow while a training runs. All MLflow work is done by a process of its own.

The training only writes short lines into a pipe: a store that is slow, full or gone, or MLflow itself, can
neither stop it nor take its time, its memory or its random numbers. What is lost here, track repairs.
"""

import atexit
import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lineup import processes
from lineup.records.recipe import Plain
from lineup.tracking import collect
from lineup.warm import asking
from lineup.warm.connection import Forked

CLOSING_SECONDS = 30
END = {"do": "end"}
OBSERVER = "lineup.tracking.observer"


class Process:
    """The process that observes this one (lineup/tracking/observer.py): a pipe that may break."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | Forked | None = None
        self.pipe = -1
        reading, writing = os.pipe()
        try:
            os.set_blocking(writing, False)  # Windows has it from Python 3.12 on
            # Ctrl-C ends the training, whose end then ends the observer.
            self.child = asking.forked(OBSERVER, reading) or subprocess.Popen(
                [sys.executable, "-m", OBSERVER], stdin=reading, **processes.apart()
            )
            self.pipe = writing
        except (AttributeError, OSError) as error:
            os.close(writing)
            warn(str(error))
        finally:
            os.close(reading)

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one line without waiting; a pipe that is full or broken ends the observation."""
        if self.child is None:
            return
        line = json.dumps(message).encode() + b"\n"
        try:
            if os.write(self.pipe, line) < len(line):
                raise BlockingIOError
        except BlockingIOError:
            self.stop("MLflow does not keep up")
        except OSError:
            self.child = None  # the observer has ended, and has said why

    def stop(self, reason: str) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None
            warn(reason)

    def close(self) -> None:
        self.send(END)
        if self.child is not None:
            try:
                self.child.wait(CLOSING_SECONDS)
            except subprocess.TimeoutExpired:
                self.stop(f"MLflow does not answer within {CLOSING_SECONDS} s")
            self.child = None


@contextmanager
def run(
    identity: Mapping[str, str], tags: Mapping[str, str], params: Mapping[str, Plain], images: int
) -> Iterator[Callable[[list[dict[str, float]]], None]]:
    """Show a training of `images` images an epoch in MLflow; its run is found by `identity` or created.

    It is FINISHED once the training has ended well, FAILED after an exception, RUNNING after a kill, until it
    goes on. What is yielded takes all epochs so far, each with `epoch` (from 1), `seconds` and the metrics of
    history.csv, and shows those that it was not given before. tags: as tags.of_training gives them.
    """
    process, sent, seconds = shared(), 0, 0.0
    process.send({"do": "open", "identity": dict(identity), "tags": dict(tags), "params": dict(params)})

    def log_epochs(history: list[dict[str, float]]) -> None:
        nonlocal sent, seconds
        for row in history[sent:]:
            numbers = {name: float(value) for name, value in row.items()}
            process.send({"do": "row", "row": collect.with_speed(numbers, images)})
        sent, seconds = len(history), sum(float(row["seconds"]) for row in history)

    status = "FAILED"
    try:
        yield log_epochs
        status = "FINISHED"
    finally:
        process.send({"do": "close", "status": status, "seconds": seconds})


@functools.cache
def shared() -> Process:
    process = Process()
    atexit.register(process.close)
    return process


def warn(reason: str) -> None:
    told = f"warning: the training is not shown in MLflow ({reason}); the track stage repairs it"
    print(told, file=sys.stderr, flush=True)
