"""The body of `lineup clean`: a table of what is held, and on a yes the freeing."""

import sys
from pathlib import Path
from typing import NamedTuple

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

from lineup.cells.exchange import Exchange
from lineup.cleaning import cache, checkpoints, exchanged, needed
from lineup.cleaning.holding import Amount, Holding, amount, size
from lineup.errors import LineupError
from lineup.repository import root
from lineup.schema import params
from lineup.tracking import clean as runs


class Survey(NamedTuple):
    """What is held, which checkpoints may go, and, if asked, which trainings in the remote."""

    holdings: list[Holding]
    gone: list[checkpoints.Checkpoint]
    far: tuple[Exchange, list[exchanged.Stored]] | None

    @property
    def free(self) -> int:
        return sum(line.free.size for line in self.holdings)


def clean(*, yes: bool, older_than: float, superseded: bool, remote: bool) -> None:
    """Show what is held; free what nothing names where `yes`, or a person at a terminal says so."""
    here = Path.cwd()
    study = params.load()
    if root(here) != here.resolve():
        raise LineupError("This is a copy that DVC made for an experiment. Run the command in the project.")
    states = ("deleted", "superseded") if superseded else ("deleted",)
    with cache.opened(here, lock=False) as opened:
        found = survey(here, study, opened, older_than, states, remote)
    Console(width=None if sys.stdout.isatty() else 100_000).print(table(found.holdings))
    if not any(line.free.number for line in found.holdings):
        print("Nothing can be freed.")
        return
    if not yes and not (sys.stdin.isatty() and typer.confirm(f"Free {decimal(found.free)}?")):
        print(f"Nothing was freed. `lineup clean --yes` frees {decimal(found.free)}.")
        return
    with cache.opened(here, lock=True) as opened:  # again: things may have changed while a person thought
        found = survey(here, study, opened, older_than, states, remote)
        checkpoints.free(found.gone)
        if found.far:
            exchanged.free(*found.far)
        opened.free()
    runs.free(here, states)
    print(f"Freed {decimal(found.free)}.")


def survey(
    here: Path,
    study: params.Params,
    opened: cache.Cache,
    older_than: float,
    states: tuple[str, ...],
    remote: bool,
) -> Survey:
    """Look at checkpoints, cache and runs; nothing is changed."""
    folder, data = here / "checkpoints", here / "data"
    found = checkpoints.find(folder)
    own = checkpoints.training_facts(data / "models", "*/*/training.json")
    facts = own + checkpoints.training_facts(folder, "*/finished/training.json")
    keys = opened.training_keys() | needed.keys(study, data, facts) | {one["training_key"] for one in own}
    gone = checkpoints.unnamed(found, keys, older_than)
    lines = [*checkpoints.holdings(found, keys, gone), opened.holding(), *tracked(here, states)]
    if not remote:
        return Survey(lines, gone, None)
    exchange, stored = exchanged.find(here)
    far = exchanged.unnamed(stored, keys, older_than)
    return Survey([*lines, exchanged.holding(stored, keys, far)], gone, (exchange, far))


def tracked(here: Path, states: tuple[str, ...]) -> list[Holding]:
    found, waiting = runs.stored(here), tuple({"superseded"} - set(states))

    def total(kind: str, wanted: tuple[str, ...]) -> Amount:
        return amount(size(item.folder) for item in found if item.kind == kind and item.state in wanted)

    return [
        Holding(f"MLflow, {kind}s", total(kind, ("current",)), total(kind, waiting), total(kind, states))
        for kind in ("run", "model")
    ]


def table(holdings: list[Holding]) -> Table:
    drawn = Table(title="What nothing names any more can be freed", title_justify="left")
    for title in ("place", "named", "not named, stays for now", "can be freed"):
        drawn.add_column(title, justify="left" if title == "place" else "right")
    for line in holdings:
        drawn.add_row(line.place, *(told(part) for part in (line.named, line.waiting, line.free)))
    return drawn


def told(part: Amount) -> str:
    return f"{part.number:,}: {decimal(part.size)}" if part.number else ""
