"""The process that trains cells one after the other: `python -m lineup.cells.worker`.

It reads a JSON object a line, {"variant", "seed", "fold", "log"}, and answers each with one, an Outcome; with
"stage" it runs that, without TensorFlow's start. What is printed goes to the log. It ends with its input, at
once where it trains: whoever started it is gone, and what was begun goes on from its checkpoint.
"""

import importlib
import json
import os
import queue
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from lineup import errors, running
from lineup.cells.cell import FEATURES, RUN, Outcome

if TYPE_CHECKING:
    from lineup.schema.params import Params

Train = Callable[[str, int, int], Outcome]


class Orders:
    """What is asked for on standard input; its end while something is under way ends the process."""

    def __init__(self, lines: TextIO) -> None:
        self.waiting: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.busy = False
        threading.Thread(target=self.read, args=(lines,), daemon=True).start()

    def read(self, lines: TextIO) -> None:
        for line in lines:
            self.waiting.put(json.loads(line))
        if self.busy:
            os._exit(1)
        self.waiting.put(None)

    def next(self) -> dict[str, Any] | None:
        self.busy = False
        order = self.waiting.get()
        self.busy = order is not None
        return order


def main(train: Train) -> None:
    answers = os.fdopen(os.dup(1), "w")
    orders = Orders(sys.stdin)
    while (order := orders.next()) is not None:
        write_to(Path(order["log"]))
        if "stage" in order:
            outcome = attempt(lambda: stage(*order["stage"]))
        else:
            outcome = attempt(lambda: train(order["variant"], order["seed"], order.get("fold", 0)))
        print(json.dumps(asdict(outcome)), file=answers, flush=True)


def write_to(log: Path) -> None:
    """Let all that this process and its children print go to the end of a file."""
    with suppress(OSError):  # of a disk that was full
        sys.stdout.flush()
        sys.stderr.flush()
    log.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number in (1, 2):
        os.dup2(file, number)
    os.close(file)
    now, card = time.strftime("%Y-%m-%d %H:%M:%S"), os.environ.get("CUDA_VISIBLE_DEVICES", "")
    where = f"{socket.gethostname()} {card}".rstrip()
    told(f"# {now} on {where}, process {os.getpid()}\n")  # lineup/cells/progress.py reads it


def attempt(train: Callable[[], Outcome]) -> Outcome:
    """Return what a training comes to; a failure is one message, with all about it in the log."""
    try:
        return train()
    except errors.LineupError as error:
        outcome = Outcome(error=str(error))
    except Exception as error:
        told(traceback.format_exc())
        reason = errors.no_space(error)
        said = f"a file could not be written: {reason}" if reason else f"{type(error).__name__}: {error}"
        outcome = Outcome(error=errors.missing(error) or errors.refused(error) or said)
    told(f"error: {outcome.error}\n")
    return outcome


def told(text: str) -> None:
    with suppress(OSError):
        print(text, end="", flush=True)


def train(variant: str, seed: int, fold: int) -> Outcome:
    """Train one cell in the working directory, into checkpoints/ and, with RUN, into DVC's remote.

    Of a cell that is a shard of features, make that.
    """
    from lineup import quiet_tensorflow  # noqa: F401  # isort: skip
    from lineup.cells import restoring, training
    from lineup.schema import params

    study = params.load()
    if variant.startswith(FEATURES):
        return shard(study, variant.removeprefix(FEATURES), seed)
    ready = training.ready(study, variant).of_fold(fold)
    key = ready.key(seed)
    with exchange(restoring.place(key)), ready.filled(seed, key):
        pass
    return Outcome(key=key, machine=ready.machine.facts())


def stage(name: str, key: str, *others: str) -> Outcome:
    """Run what `python -m stages.NAME KEY OTHERS` runs, once no other process does."""
    sys.argv[1:] = [key, *others]
    main = importlib.import_module(f"stages.{name}").main
    running.alone(main, Path("data"), f"{name}@{key}")
    return Outcome()


def shard(study: "Params", name: str, number: int) -> Outcome:
    from lineup.cells import features, restoring

    ready = features.ready(study, name, number)
    with exchange(restoring.place(ready.key)):
        ready.fill()
    return Outcome(key=ready.key, machine=ready.machine.facts())


def exchange(store: Path) -> AbstractContextManager[None]:
    if RUN not in os.environ:
        return nullcontext()
    from lineup.cells.exchange import Exchange
    from lineup.cells.keeping import exchanged

    return exchanged(Exchange(Path.cwd(), os.environ[RUN]), store.name, store)


if __name__ == "__main__":
    main(train)
