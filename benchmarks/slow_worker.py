"""A worker of cells whose trainings are real, but wait after each checkpoint: a random moment falls into one.

JOURNAL, which all nodes see, is told of each checkpoint and of each training's end: `key epoch batch node`.
They wait PACE seconds, and as long as there is a file JOURNAL.held.
"""

import os
import time
from pathlib import Path
from typing import Any

from lineup import quiet_tensorflow  # noqa: F401  # isort: skip
from lineup.cells import exchange, worker
from lineup.records import finished
from lineup.training import checkpoint

PACE = float(os.environ.get("PACE", "0.5"))
LOOKING_SECONDS = 0.05
exchange.BEAT_SECONDS, exchange.STALE_SECONDS = 1, 5
save, write = checkpoint.save, finished.write


def slowly(path: Path, model: Any, saved: checkpoint.Saved) -> None:
    """Save, tell of it, and wait."""
    save(path, model, saved)
    note(path.parent.name, str(len(saved.progress.history)), str(saved.progress.batches))
    time.sleep(PACE)
    while Path(f"{os.environ['JOURNAL']}.held").exists():
        time.sleep(LOOKING_SECONDS)


def told(
    store: Path, model: Any, progress: checkpoint.Progress, cost: dict[str, Any], facts: dict[str, Any]
) -> None:
    """Write a finished training, and tell of it."""
    write(store, model, progress, cost, facts)
    note(store.name, "end", "0")


def note(*words: str) -> None:
    """Add a line to the journal."""
    with Path(os.environ["JOURNAL"]).open("a") as file:
        file.write(" ".join([*words, os.environ.get("NODE", "here")]) + "\n")


if __name__ == "__main__":
    checkpoint.save, finished.write = slowly, told
    worker.main(worker.train)
