"""What a person sees of the cells: a live table on a terminal, a line for each event elsewhere."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lineup.cells.progress import Progress
from lineup.words import duration

if TYPE_CHECKING:
    from rich.table import Table

Show = Callable[[], None]


@contextmanager
def shown(cells: Sequence[Progress]) -> Iterator[Show]:
    """Yield what brings the picture up to date."""
    if not sys.stdout.isatty():
        yield lambda: plain(cells)
        return
    from rich.live import Live

    with Live(table(cells), refresh_per_second=2) as live:

        def show() -> None:
            for line in events(cells):
                if line.startswith("warning: "):
                    live.console.print(line, markup=False)
            live.update(table(cells))

        yield show


def plain(cells: Iterable[Progress]) -> None:
    for line in events(cells):
        print(line, flush=True)


def events(cells: Iterable[Progress]) -> Iterator[str]:
    for one in cells:
        yield from one.update()


def table(cells: Iterable[Progress]) -> "Table":
    """Return a row a cell: which, where, its epoch, the time left."""
    from rich.table import Table

    made = Table("cell", "where", "epoch", "time left", box=None)
    for one in cells:
        epoch = f"{one.epoch}/{one.cell.epochs}" if one.epoch else ""
        seconds = one.seconds_left
        left = one.state if one.outcome is not None or seconds is None else duration(seconds)
        made.add_row(one.cell.title, one.where, epoch, left)
    return made
