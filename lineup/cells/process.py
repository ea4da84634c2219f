"""The other end of a worker: started where cells are to be trained, it lives as long as this process."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from lineup import processes
from lineup.cells.cell import Cell, Outcome

MODULE = os.environ.get("LINEUP_WORKER", "lineup.cells.worker")  # tests name another


class Worker:
    """A process of lineup.cells.worker in `folder`, with `variables` added to this process's own.

    Ctrl-C spares it: whoever started it ends it.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **processes.apart(),
        )

    def train(self, cell: Cell, log: Path) -> Outcome:
        """Train a cell and return what became of it; its lines go to the end of `log`."""
        assert self.process.stdin is not None  # noqa: S101
        assert self.process.stdout is not None  # noqa: S101
        order = {"variant": cell.variant, "seed": cell.seed, "fold": cell.fold, "log": str(log)}
        order |= {"stage": cell.stage} if cell.stage else {}
        try:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
        except OSError:
            answer = ""
        else:
            answer = self.process.stdout.readline()
        if answer:
            return Outcome(**json.loads(answer))
        status = self.process.wait()
        how = f"ended with status {status}" if status >= 0 else f"was killed by signal {-status}"
        memory = "; the system does so where memory runs out" if status == -9 else ""
        return Outcome(error=f"its process {how}{memory}", lost=True)

    def alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        """End the process: at once where it trains; wait for that."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait()
