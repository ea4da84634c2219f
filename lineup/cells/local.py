"""Cells side by side on this machine: so many processes, each training one cell after the other.

Every process computes with as many threads as a serial run would: the last bits of a training depend on
their number, and side by side they cost no more than fewer (LOG.md). `resources.cpus` of a variant sets
another one, for serial runs too.
"""

import hashlib
import os
import queue
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from lineup.cells.cell import Cell, Outcome
from lineup.cells.process import Worker

ENDED = Outcome(error="ended before it began")


class Local:
    """At most `jobs` cells at once, in `folder`; graphics cards are dealt out in turn, one a process.

    dealt: those; all that there are unless told otherwise, and where there are none each process has all.
    """

    def __init__(self, folder: Path, jobs: int, dealt: list[str] | None = None) -> None:
        self.folder, self.ended = folder, False
        self.pool = ThreadPoolExecutor(jobs)
        self.free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(jobs):
            self.free.put(slot)
        self.workers: dict[int, tuple[tuple[Mapping[str, str], str], Worker]] = {}
        self.cards = cards() if dealt is None else dealt

    def submit(self, cell: Cell, log: Path) -> Future[Outcome]:
        return self.pool.submit(self.train, cell, log)

    def train(self, cell: Cell, log: Path) -> Outcome:
        slot = self.free.get()
        try:
            return ENDED if self.ended else self.worker(slot, cell).train(cell, log)
        finally:
            self.free.put(slot)

    def worker(self, slot: int, cell: Cell) -> Worker:
        """Return the slot's process; a new one where there is none, or one with other threads, cards or code.

        A process that has imported code which was edited since would train under the new code's key.
        """
        wanted = variables(cell, self.cards, slot), code()
        if slot in self.workers:
            present, worker = self.workers[slot]
            if present == wanted and worker.alive():
                return worker
            worker.end()
        self.workers[slot] = wanted, Worker(self.folder, wanted[0])
        return self.workers[slot][1]

    def follow(self) -> None:
        """Do nothing: logs are written here."""

    def close(self) -> None:
        self.ended = True
        self.pool.shutdown(wait=False, cancel_futures=True)
        for _, worker in list(self.workers.values()):
            worker.end()


def variables(cell: Cell, cards: list[str], slot: int) -> dict[str, str]:
    """Return what a cell's process is told of its share of the machine."""
    shares = {}
    if cell.resources.cpus:
        shares["TF_NUM_INTRAOP_THREADS"] = str(cell.resources.cpus)
    if cell.resources.gpus == 0:
        shares["CUDA_VISIBLE_DEVICES"] = "-1"
    elif cards:
        shares["CUDA_VISIBLE_DEVICES"] = cards[slot % len(cards)]
    return shares


def code() -> str:
    """Return a digest of when the package's files were changed."""
    files = sorted(Path(__file__).parents[1].rglob("*.py"))
    return hashlib.sha256(
        "".join(f"{file} {file.stat().st_mtime_ns}\n" for file in files).encode()
    ).hexdigest()


def cards() -> list[str]:
    """Return the graphics cards that this process may use, as CUDA_VISIBLE_DEVICES names them."""
    if (named := os.environ.get("CUDA_VISIBLE_DEVICES")) is not None:
        return [one for one in named.split(",") if one not in ("", "-1")]
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    command = [program, "--query-gpu=uuid", "--format=csv,noheader"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    return asked.stdout.split() if asked.returncode == 0 else []
