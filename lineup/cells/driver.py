"""Run cells by way of an executor, show how far they are, and return what became of them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from lineup import processes
from lineup.cells import progress, table
from lineup.cells.cell import Cell, Outcome

LOOKING_SECONDS = 0.25


class Handle(Protocol):
    """A cell that was submitted."""

    def done(self) -> bool:
        """Say whether it has ended."""

    def result(self) -> Outcome:
        """Return what became of it; raises what its executor met with."""


class Executor(Protocol):
    """Where cells are trained: lineup/cells/local.py, on_ray.py, on_slurm.py."""

    def submit(self, cell: Cell, log: Path) -> Handle:
        """Train a cell as soon as there is room; its lines go to the end of `log`, here."""

    def follow(self) -> None:
        """Bring here what cells elsewhere have written of their logs."""

    def close(self) -> None:
        """End all cells that have not ended."""


def run(cells: Sequence[Cell], executor: Executor, logs: Path) -> dict[Cell, Outcome]:
    """Train all cells and return their outcomes; one that fails holds up no other.

    KeyboardInterrupt ends them all.
    """
    followed = [progress.begin(cell, logs) for cell in cells]
    with closed(executor), table.shown(followed) as show:
        handles = [(one, executor.submit(one.cell, one.log)) for one in followed]
        while any(one.outcome is None for one in followed):
            time.sleep(LOOKING_SECONDS)
            ended = [(one, handle) for one, handle in handles if one.outcome is None and handle.done()]
            executor.follow()
            show()
            for one, handle in ended:
                one.outcome = outcome(handle)
        show()
    return {one.cell: one.outcome for one in followed if one.outcome is not None}


def outcome(handle: Handle) -> Outcome:
    """Return what became of a cell; what its executor raises is a failure of this cell alone."""
    try:
        return handle.result()
    except Exception as error:
        return Outcome(error=f"{type(error).__name__}: {error}".strip().splitlines()[0])


@contextmanager
def closed(executor: Executor) -> Iterator[None]:
    """Close an executor in any case, which a second Ctrl-C does not interrupt."""
    try:
        yield
    finally:
        with processes.deaf():
            executor.close()
