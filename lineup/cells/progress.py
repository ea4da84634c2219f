"""How far each cell is, read from its log: where it runs, its epoch, and how long it will take."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from lineup.cells.cell import Cell, Outcome

BEGIN = re.compile(r"^# \S+ \S+ on (?P<where>.+), process \d+$")  # as worker.write_to prints it
EPOCH = re.compile(r"  epoch (?P<epoch>\d+)/(?P<epochs>\d+)  ")  # as training.lines prints it


@dataclass
class Progress:
    """What a cell's log has said since `read` bytes of it, and when (seconds of the monotonic clock)."""

    cell: Cell
    log: Path
    read: int = 0
    where: str = ""
    epoch: int = 0
    times: list[tuple[float, int]] = field(default_factory=list)  # of the first epoch seen and the latest
    outcome: Outcome | None = None

    def update(self) -> list[str]:
        """Read what is new; return its lines that are for a person."""
        shown = []
        for line in self.lines():
            if begin := BEGIN.match(line):
                self.where, self.times = begin["where"], []
                shown.append(f"{self.cell.title}  on {self.where}")
            elif epoch := EPOCH.search(line):
                self.epoch = int(epoch["epoch"])
                self.times = [*self.times[:1], (time.monotonic(), self.epoch)]
                shown.append(line)
            elif self.cell.stage or line.startswith((self.cell.title, "warning: ")):
                shown.append(line)
        return shown

    def lines(self) -> list[str]:
        """Return the whole lines that the log has gained."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as file:
            file.seek(self.read)
            new = file.read().rpartition(b"\n")[0]
        self.read += len(new) + bool(new)
        return new.decode(errors="replace").splitlines()

    @property
    def seconds_left(self) -> float | None:
        """Return how long the rest takes at the pace of the epochs seen here; None before two of them."""
        if len(self.times) < 2:
            return None
        (begun, first), (now, last) = self.times
        return (now - begun) / max(1, last - first) * (self.cell.epochs - last)

    @property
    def state(self) -> str:
        if self.outcome is not None:
            return "failed" if self.outcome.error else "finished"
        return ("running" if self.cell.stage else "training") if self.where else "waiting"


def begin(cell: Cell, logs: Path) -> Progress:
    """Return the progress of a cell that has not begun: what its log holds already is of earlier runs."""
    log = logs / f"{cell.name}.log"
    return Progress(cell, log, read=log.stat().st_size if log.exists() else 0)
