"""A worker whose trainings are told by the seed: they print epochs, fail, kill their process, or last."""

import errno
import os
import signal
import time
from pathlib import Path

from lineup.cells import worker
from lineup.cells.cell import Outcome
from lineup.errors import LineupError

FAILS, BREAKS, DIES, LASTS, FILLS, FILLS_ALL = range(100, 106)


def train(variant: str, seed: int, fold: int) -> Outcome:
    print(f"{variant} seed {seed}  epoch 1/2  loss 1", flush=True)
    if seed == FAILS:
        raise LineupError("This recipe cannot be trained.")
    if seed == BREAKS:
        raise ValueError("too wide")
    if seed == DIES:
        os.kill(os.getpid(), signal.SIGKILL)
    if seed in (FILLS, FILLS_ALL):
        fill(Path(os.environ["NODES"], str(seed)), every=seed == FILLS_ALL)
    if seed == LASTS:
        time.sleep(600)
    with Path("at_once").open("a") as file:
        file.write("+")
        file.flush()
        time.sleep(0.2)
        file.write("-")
    print(f"{variant} seed {seed}  epoch 2/2  loss 1", flush=True)
    threads = os.environ.get("TF_NUM_INTRAOP_THREADS", "")
    card = os.environ.get("CUDA_VISIBLE_DEVICES", "")
    heard = signal.getsignal(signal.SIGTERM) != signal.SIG_IGN
    machine = {"threads": threads, "card": card, "pid": os.getpid(), "heard": heard}
    return Outcome(key=f"{variant}-{seed}", machine=machine)


def fill(nodes: Path, *, every: bool) -> None:
    """Meet with a full disk on the first node that a training comes to, or on every one; `nodes` has them."""
    node = os.environ["NODE"]
    met = nodes.read_text().split() if nodes.exists() else []
    nodes.write_text(" ".join([*met, node]))
    if every or {*met, node} == {node}:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


if __name__ == "__main__":
    worker.main(train)
