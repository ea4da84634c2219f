"""Cells on a Ray cluster (extra `ray`): in copies of the project, exchanged through DVC's remote.

Ray queues them, gives each its processors and cards, and starts one again elsewhere whose node was lost; it
then goes on from the last checkpoint in the remote.
"""

import importlib
import os
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock

from lineup import errors, repository
from lineup.cells import elsewhere, plan, progress
from lineup.cells.cell import Cell, Outcome
from lineup.cells.exchange import Exchange
from lineup.errors import LineupError
from lineup.schema.params import Params

RETRIES = 10  # of a cell whose node was lost
SENDING_SECONDS = 0.5
LEAVING_SECONDS = 20  # until a node that is shut down is gone
CALLING_SECONDS = 10  # until a cluster has taken a call
OFFERED = {"num_cpus": "CPU", "num_gpus": "GPU", "memory": "memory"}  # by what a task asks for
BYTES = {"M": 2**20, "G": 2**30}


class OnRay:
    """Tasks of the Ray cluster at `address`; 'auto' is the one that this machine belongs to.

    What the cells read is pushed to the remote first. Raises LineupError where ray is not installed, no
    cluster answers, there is no remote, or the push fails.
    """

    def __init__(self, study: Params, project: Path, cells: Sequence[Cell], address: str) -> None:
        self.run = uuid.uuid4().hex
        self.exchange = Exchange(project, self.run)
        read = plan.inputs(study, {cell.variant for cell in cells})
        elsewhere.dvc(project, "push", read, "push what the cells read")
        self.copy = tempfile.TemporaryDirectory(prefix="lineup-copy-")
        elsewhere.pack(project, Path(self.copy.name), study.dataset.watch)
        self.ray = connect(address, Path(self.copy.name))
        self.defaults = defaults(self.ray.nodes())
        self.board = board(self.ray)
        self.logs: dict[str, Path] = {}
        self.handles: list[Handle] = []

    def submit(self, cell: Cell, log: Path) -> "Handle":
        self.logs[cell.name] = log
        self.handles.append(Handle(self.ray, lambda full: self.begin(cell, full), self.exchange))
        return self.handles[-1]

    def begin(self, cell: Cell, full: Sequence[str]) -> Any:
        """Start a cell's task on a node other than those whose disk is full; None where none can take it."""
        wanted = asked(cell, self.defaults)
        if full and not any(fits(wanted, node) for node in self.ray.nodes() if node["NodeID"] not in full):
            return None
        task = self.ray.remote(train).options(
            name=cell.title, max_retries=RETRIES, scheduling_strategy=elsewhere_than(full), **wanted
        )
        return task.remote(cell, self.run, elsewhere.versions(), self.board)

    def follow(self) -> None:
        for name, text in self.ray.get(self.board.take.remote()):
            self.logs[name].parent.mkdir(parents=True, exist_ok=True)
            with self.logs[name].open("a", encoding="utf-8") as log:
                log.write(text)

    def close(self) -> None:
        """Cancel the tasks that have not ended, and leave the cluster."""
        for handle in self.handles:
            if not handle.done():
                self.ray.cancel(handle.task, force=True)
        self.ray.shutdown()
        self.copy.cleanup()


class Handle:
    """A task of Ray's, whose training comes here by way of the remote.

    begin: starts it on a node other than those named, if there is one.
    """

    def __init__(self, ray: Any, begin: Callable[[Sequence[str]], Any], exchange: Exchange) -> None:
        self.ray, self.begin, self.exchange = ray, begin, exchange
        self.full: list[str] = []  # nodes whose disk was
        self.task = begin(self.full)

    def done(self) -> bool:
        """Say whether it has ended. One that met with a full disk goes on on another node."""
        if not self.ray.wait([self.task], timeout=0)[0]:
            return False
        with suppress(Exception):  # which result() raises
            outcome, node = self.ray.get(self.task)
            if errors.no_space(LineupError(outcome.error)) and node not in self.full:
                self.full.append(node)
                if other := self.begin(self.full):
                    self.task = other
                    return False
        return True

    def result(self) -> Outcome:
        """Return what became of the cell, and bring the finished training here."""
        outcome: Outcome = self.ray.get(self.task)[0]
        if not outcome.error:
            store = repository.root(self.exchange.folder) / "checkpoints" / outcome.key
            store.parent.mkdir(exist_ok=True)
            with FileLock(f"{store}.lock"):
                self.exchange.bring(outcome.key, store)
        return outcome


class Board:
    """An actor that cells write their lines on, and the driver reads."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def add(self, name: str, text: str) -> None:
        self.lines.append((name, text))

    def take(self) -> list[tuple[str, str]]:
        taken, self.lines = self.lines, []
        return taken


def board(ray: Any) -> Any:
    """Start the board on the driver's own node, which is not lost while anybody reads it.

    Where its process is lost nevertheless, Ray starts another one, and only lines are lost.
    """
    own = ray.get_runtime_context().get_node_id()
    strategies = importlib.import_module("ray.util.scheduling_strategies")
    place = strategies.NodeAffinitySchedulingStrategy(node_id=own, soft=True)
    lasting = {"max_restarts": -1, "max_task_retries": -1}
    return ray.remote(Board).options(num_cpus=0, scheduling_strategy=place, **lasting).remote()


def train(cell: Cell, run: str, wanted: dict[str, str], board: Any) -> tuple[Outcome, str]:
    """Train a cell on a node, in Ray's copy of the project, and tell the board what it prints.

    Returns the node's name in Ray, too.
    """
    node = str(importlib.import_module("ray").get_runtime_context().get_node_id())
    copy, ended = Path.cwd(), threading.Event()
    os.environ.pop("OMP_NUM_THREADS", None)  # Ray sets it
    told = progress.begin(cell, copy / "checkpoints/logs")

    def send() -> None:
        last = False
        while not last:
            last = ended.wait(SENDING_SECONDS)
            if lines := told.lines():
                board.add.remote(cell.name, "".join(f"{line}\n" for line in lines))

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    try:
        return unless_leaving(lambda: elsewhere.train(cell, copy, told.log, run, wanted)), node
    finally:
        ended.set()
        sender.join()


def unless_leaving(attempt: Callable[[], Outcome]) -> Outcome:
    """Return what an attempt comes to; never where it failed since its node is being shut down.

    A node that is preempted ends its processes and removes its files one by one, this process last. Ray gives
    the cell to another node once this one is gone.
    """
    try:
        if not (outcome := attempt()).lost:
            return outcome
    except OSError:
        time.sleep(LEAVING_SECONDS)
        raise
    time.sleep(LEAVING_SECONDS)
    return outcome


def connect(address: str, copy: Path) -> Any:
    """Join the cluster; its nodes get a copy of the project. Raises LineupError where that fails."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray = importlib.import_module("ray")
    except ModuleNotFoundError:
        raise LineupError("Ray needs the extra ray: uv sync --extra ray, or pip install ray.") from None
    refuse_silent(address)
    try:
        ray.init(
            address=address,
            runtime_env={"working_dir": str(copy)},
            logging_level="ERROR",
            log_to_driver=False,
        )
    except (ConnectionError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        if "maximum size" in reason:
            raise LineupError(
                f"The project's own files are more than Ray takes: {reason.partition('. ')[0]}. Have"
                " .gitignore name what no training reads."
            ) from None
        raise LineupError(f"No Ray cluster answers at {address}: {reason}") from None
    return ray


def refuse_silent(address: str) -> None:
    """Raise LineupError where nobody listens at HOST:PORT, for which Ray would wait for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), CALLING_SECONDS).close()
    except OSError as error:
        reason = error.strerror or error
        raise LineupError(f"No Ray cluster answers at {address}: {reason}.") from None


def defaults(nodes: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return what a cell gets that says nothing: a card where there is one, and its share of processors.

    Without cards all processors of the smallest node, since a training uses all that it sees.
    """
    offers = [node["Resources"] for node in nodes if node["Alive"] and node["Resources"].get("CPU")]
    with_cards = [offer for offer in offers if offer.get("GPU")]
    if with_cards:
        return {"num_gpus": 1, "num_cpus": max(1, min(int(one["CPU"] // one["GPU"]) for one in with_cards))}
    return {"num_gpus": 0, "num_cpus": min((int(offer["CPU"]) for offer in offers), default=1)}


def asked(cell: Cell, defaults: Mapping[str, float]) -> dict[str, float]:
    resources = cell.resources
    wanted = {
        "num_gpus": defaults["num_gpus"] if resources.gpus is None else resources.gpus,
        "num_cpus": resources.cpus or defaults["num_cpus"],
    }
    if resources.memory:
        wanted["memory"] = int(resources.memory[:-1]) * BYTES[resources.memory[-1]]
    return wanted


def fits(wanted: Mapping[str, float], node: Mapping[str, Any]) -> bool:
    has = {name: node["Resources"].get(of_ray, 0) for name, of_ray in OFFERED.items()}
    return bool(node["Alive"]) and all(has[name] >= amount for name, amount in wanted.items())


def elsewhere_than(nodes: Sequence[str]) -> Any:
    if not nodes:
        return None
    ray = importlib.import_module("ray.util.scheduling_strategies")
    return ray.NodeLabelSchedulingStrategy(hard={"ray.io/node-id": ray.NotIn(*nodes)})
