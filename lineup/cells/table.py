"""What a person sees of the cells: a live table on a terminal, a line for each event elsewhere."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lineup.cells.progress import Progress

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
    """Print what is new."""
    for line in events(cells):
        print(line, flush=True)


def events(cells: Iterable[Progress]) -> Iterator[str]:
    """Yield the new lines of all cells."""
    for one in cells:
        yield from one.update()


def table(cells: Iterable[Progress]) -> "Table":
    """Return a row a cell: which, where, its epoch, the time left."""
    from rich.table import Table

    made = Table("cell", "where", "epoch", "time left", box=None)
    for one in cells:
        epoch = f"{one.epoch}/{one.cell.epochs}" if one.epoch else ""
        left = duration(one.seconds_left) if one.state == "training" else one.state
        made.add_row(one.cell.title, one.where, epoch, left)
    return made


def duration(seconds: float | None) -> str:
    """Return a time for a person: 40 s, 12 min, 3 h 05 min."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
