"""Run cells by way of an executor, show how far they are, and return what became of them."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from lineup import processes
from lineup.cells import progress
from lineup.cells.cell import Cell, Outcome
from lineup.cells.progress import Progress
from lineup.words import duration

if TYPE_CHECKING:
    from rich.table import Table

LOOKING_SECONDS = 0.25
Show = Callable[[], None]


class Handle(Protocol):
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


Outcomes = Mapping[Cell, Outcome]
Then = Callable[[Outcomes, bool], Sequence[Cell]]


def run(
    cells: Sequence[Cell],
    executor: Executor,
    logs: Path,
    then: Then | None = None,
    here: Executor | None = None,
) -> dict[Cell, Outcome]:
    """Train all cells and return their outcomes; one that fails holds up no other.

    then: whenever cells have ended it gets the outcomes so far, and whether none is under way, and returns
    what follows, for the executor `here`, of this machine. KeyboardInterrupt ends them all.
    """
    followed: list[Progress] = []
    handles: list[tuple[Progress, Handle]] = []
    here = here or executor

    def submit(cells: Sequence[Cell], executor: Executor) -> None:
        begun = [progress.begin(cell, logs) for cell in cells]
        followed.extend(begun)
        handles.extend((one, executor.submit(one.cell, one.log)) for one in begun)

    with processes.surely(executor.close), processes.surely(here.close), shown(followed) as show:
        submit(cells, executor)
        while waiting := [(one, handle) for one, handle in handles if one.outcome is None]:
            time.sleep(LOOKING_SECONDS)
            ended = [(one, handle) for one, handle in waiting if handle.done()]
            executor.follow()
            show()
            for one, handle in ended:
                one.outcome = outcome(handle)
            if ended and then:
                submit(then(outcomes(followed), len(ended) == len(waiting)), here)
        show()
    return outcomes(followed)


def outcomes(followed: Sequence[Progress]) -> dict[Cell, Outcome]:
    return {one.cell: one.outcome for one in followed if one.outcome is not None}


def outcome(handle: Handle) -> Outcome:
    """Return what became of a cell; what its executor raises is a failure of this cell alone."""
    try:
        return handle.result()
    except Exception as error:
        return Outcome(error=f"{type(error).__name__}: {error}".strip().splitlines()[0])


@contextmanager
def shown(cells: Sequence[Progress]) -> Iterator[Show]:
    if not sys.stdout.isatty():
        yield lambda: print("".join(f"{line}\n" for line in events(cells)), end="", flush=True)
        return
    from rich.live import Live

    with Live(table(cells), refresh_per_second=2) as live:

        def show() -> None:
            for line in events(cells):
                if line.startswith("warning: "):
                    live.console.print(line, markup=False)
            live.update(table(cells))

        yield show


def events(cells: Iterable[Progress]) -> Iterator[str]:
    for one in cells:
        yield from one.update()


def table(cells: Iterable[Progress]) -> "Table":
    from rich.table import Table

    made = Table("cell", "where", "epoch", "time left", box=None)
    for one in cells:
        epoch = f"{one.epoch}/{one.cell.epochs}" if one.epoch else ""
        seconds = one.seconds_left
        left = one.state if one.outcome is not None or seconds is None else duration(seconds)
        made.add_row(one.cell.title, one.where, epoch, left)
    return made
