"""Where cells are trained and killed: a project whose inputs are made, an S3 API, two small nodes of Ray.

What a killed process leaves is looked at from outside: a journal that each training writes
(benchmarks/slow_worker.py), the files in data/, and MLflow's server.
"""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from tests import finished
from tests.conftest import ROOT

SMALL = {"object_store_memory": 80 * 2**20, "include_log_monitor": False}
WORKER = "benchmarks.slow_worker"
TIMES = re.compile(r"_seconds$|_per_second$")
PLACES = re.compile(rb'"shared_object_id": \d+')
LINEUP = [sys.executable, "-m", "lineup", "run"]
ON_SLURM = """
import functools
from lineup.__main__ import main
from lineup.cells import on_slurm
on_slurm.OnSlurm = functools.partial(on_slurm.OnSlurm, cluster="local")
main()
"""  # submitit's local executor takes Slurm's place
SLURM = [sys.executable, "-c", ON_SLURM, "run", "--slurm"]


class Step(NamedTuple):
    """A line of the journal: a checkpoint after `epoch` epochs and `batch` batches, or a training's end."""

    key: str
    epoch: str
    batch: str
    node: str


def variables(journal: Path, pace: float = 0) -> dict[str, str]:
    """Return what a driver and its nodes are told, beside where remote and MLflow are."""
    return {
        "PYTHONPATH": str(ROOT),
        "LINEUP_WORKER": WORKER,
        "JOURNAL": str(journal),
        "PACE": str(pace),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_health_check_period_ms": "500",  # of which a lost node misses five
        "RAY_memory_monitor_refresh_ms": "0",  # others use this machine's memory too
    }


def add_remote(project: Path, address: str, place: str) -> None:
    """Give a project a folder of an S3 API as its remote."""
    for arguments in [
        ("remote", "add", "-f", "-d", "team", place),
        ("remote", "modify", "team", "endpointurl", address),
    ]:
        done = finished.dvc(project, *arguments)
        if done.returncode:
            raise RuntimeError(done.stderr)


@contextmanager
def cluster(head: str = "") -> Iterator["Cluster"]:
    """Yield a Ray cluster on loopback, whose head is a node of this name; it trains nothing without one."""
    from ray.cluster_utils import Cluster as Made

    own = {"num_cpus": 1, "env_vars": {"NODE": head}} if head else {"num_cpus": 0}
    alone = {"include_dashboard": False, "no_monitor": True}
    made: Any = Made(initialize_head=True, head_node_args={**own, **alone, **SMALL})
    try:
        yield Cluster(made)
    finally:
        made.shutdown()


class Cluster:
    """Nodes of one processor each, by their names."""

    def __init__(self, made: Any) -> None:
        self.made, self.nodes = made, dict[str, Any]()

    @property
    def address(self) -> str:
        """Return where drivers find it."""
        return str(self.made.address)

    def add(self, name: str) -> None:
        """Start a node."""
        told = {"NODE": name}
        self.nodes[name] = self.made.add_node(num_cpus=1, env_vars=told, wait=True, **SMALL)

    def lose(self, name: str, *, graceful: bool = False) -> None:
        """Kill a node with all that runs on it; with `graceful`, as Ray does it."""
        below = [] if graceful else self.below(name)
        self.made.remove_node(self.nodes.pop(name), allow_graceful=graceful)
        for process in below:  # which would notice after a while
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def workers(self, name: str) -> list[psutil.Process]:
        """Return the processes on a node that train, and Ray's that started them."""
        training = [one for one in self.below(name) if WORKER in words(one)]
        return [*training, *(one.parent() for one in training)]

    def below(self, name: str) -> list[psutil.Process]:
        """Return the processes that a node's first one has started."""
        (raylet,) = self.nodes[name].all_processes["raylet"]
        return list(psutil.Process(raylet.process.pid).children(recursive=True))


def words(process: psutil.Process) -> list[str]:
    """Return a process's command line; none where it has gone."""
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def start(project: Path, command: list[str]) -> "subprocess.Popen[str]":
    """Start a driver, as the head of a group of its own."""
    return subprocess.Popen(
        command,
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def journal(path: Path) -> list[Step]:
    """Return what trainings have told so far."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [Step(*line.split()) for line in lines]


def repeated(steps: list[Step]) -> int:
    """Return how many checkpoints were made more than once: their work was lost by a kill."""
    counted = Counter((step.key, step.epoch, step.batch) for step in steps)
    return sum(count - 1 for count in counted.values())


def trained(project: Path, *variants: str) -> dict[str, str]:
    """Return the key of each training of the variants, of all without, by VARIANT/SEED."""
    found = {
        "/".join(path.parts[-3:-1]): str(json.loads(path.read_text())["training_key"])
        for path in sorted((project / "data/models").glob("*/*/training.json"))
    }
    return {name: key for name, key in found.items() if not variants or name.split("/")[0] in variants}


def left(project: Path, *variants: str) -> dict[str, str]:
    """Return digests of all files that trainings of the variants left, in data/models and checkpoints/."""
    keys, models = trained(project, *variants), project / "data/models"
    folders = [models / name for name in {name.split("/")[0] for name in keys}]
    folders += [project / "checkpoints" / key for key in keys.values()]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(project).as_posix(): digest(file) for file in files}


def digest(file: Path) -> str:
    """Return the sha256 of a file, without the times, and the places in memory, that it tells."""
    content = file.read_bytes()
    if file.name == "cost.json":
        content = json.dumps({k: v for k, v in json.loads(content).items() if not TIMES.search(k)}).encode()
    if file.suffix == ".keras":
        with zipfile.ZipFile(file) as model:
            config = PLACES.sub(b"", model.read("config.json"))  # metadata.json has the date
            content = config + model.read("model.weights.h5")
    return hashlib.sha256(content).hexdigest()


def runs(experiment: str) -> Counter[tuple[str, str]]:
    """Return how many runs MLflow has of each training, by key and status."""
    import mlflow

    found = mlflow.search_runs(experiment_names=[experiment], output_format="list")
    keyed = [run for run in found if "training_key" in run.data.tags]
    return Counter((run.data.tags["training_key"], run.info.status) for run in keyed)
