"""A worker elsewhere whose trainings only pretend: six epochs, a checkpoint each, in the remote.

JOURNAL, which all nodes see, is told of each epoch's end and of each training's: `seed epoch node`.
"""

import os
import time
from pathlib import Path

from lineup.cells import exchange, worker
from lineup.cells.cell import Outcome
from lineup.records.key import CHECKPOINT

EPOCHS, EPOCH_SECONDS = 6, 1.5
exchange.BEAT_SECONDS, exchange.STALE_SECONDS = 1, 5


def train(variant: str, seed: int, fold: int) -> Outcome:
    node = os.environ["PRETEND_NODE"]
    store = Path(f"trainings-{node}", f"{variant}-{seed}").absolute()
    with worker.exchange(store):
        checkpoint = store / CHECKPOINT
        done = int(checkpoint.read_text()) if checkpoint.exists() else 0
        while done < EPOCHS and not (store / "finished").exists():
            time.sleep(EPOCH_SECONDS)
            done += 1
            store.mkdir(parents=True, exist_ok=True)
            checkpoint.with_suffix(".part").write_text(str(done))
            checkpoint.with_suffix(".part").replace(checkpoint)
            note(f"{seed} {done} {node}")
            print(f"{variant} seed {seed}  epoch {done}/{EPOCHS}  loss 1", flush=True)
        if not (store / "finished").exists():
            (store / "finished").mkdir()
            (store / "finished/model.keras").write_text(f"weights of {seed}")
            note(f"{seed} end {node}")
    return Outcome(key=store.name, machine={"node": "any"})


def note(line: str) -> None:
    with Path(os.environ["JOURNAL"]).open("a") as file:
        file.write(f"{line}\n")


if __name__ == "__main__":
    worker.main(train)
