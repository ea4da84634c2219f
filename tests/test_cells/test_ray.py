"""Two nodes of a Ray cluster on this machine, a driver that is killed, and a node that is lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.test_cells import inputs, pretend_far

cluster_utils = pytest.importorskip("ray.cluster_utils", reason="needs the extra ray: uv sync --extra ray")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
SEEDS = range(4)
DRIVER = f"""
import sys
from pathlib import Path
from lineup import errors
from lineup.cells import command
from lineup.cells.cell import Cell
from lineup.cells.on_ray import OnRay
from lineup.schema import params
from lineup.schema.variant import Resources
study = params.load()
cells = [Cell("net", seed, {pretend_far.EPOCHS}, "images", Resources()) for seed in {list(SEEDS)}]
def main():
    outcomes = command.train(cells, lambda: OnRay(study, Path.cwd(), cells, sys.argv[1]))
    print([outcome.key or outcome.error for outcome in outcomes.values()])
errors.run(main)
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose two inputs are made, with a folder as remote; its trainings will pretend."""
    for name, value in {
        "PYTHONPATH": str(ROOT),
        "LINEUP_WORKER": "tests.test_cells.pretend_far",
        "JOURNAL": str(tmp_path / "journal"),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_memory_monitor_refresh_ms": "0",  # others use this machine's memory too
    }.items():
        monkeypatch.setenv(name, value)
    return inputs.make(tmp_path / "project", tmp_path / "remote")


@pytest.fixture
def cluster(study: Path) -> Iterator[Any]:
    """Yield a cluster: a head that trains nothing, and nodes of one processor, added by the test."""
    small = {"object_store_memory": 80 * 2**20, "include_dashboard": False}
    made = cluster_utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **small})
    try:
        yield made
    finally:
        made.shutdown()


def add(cluster: Any, name: str) -> Any:
    return cluster.add_node(
        num_cpus=1, object_store_memory=80 * 2**20, env_vars={"PRETEND_NODE": name}, wait=True
    )


def start(study: Path, cluster: Any) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", DRIVER, cluster.address]
    return subprocess.Popen(command, cwd=study, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def journal(study: Path) -> list[list[str]]:
    path = study.parent / "journal"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def wait_for(condition: Callable[[], bool], driver: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 300
    while not condition():
        assert driver.poll() is None, driver.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_nothing_that_was_trained_is_lost_or_trained_twice(study: Path, cluster: Any) -> None:
    nodes = [add(cluster, "a"), add(cluster, "b")]
    first = start(study, cluster)
    wait_for(lambda: {node for _, epoch, node in journal(study) if epoch == "2"} == {"a", "b"}, first)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    second = start(study, cluster)
    wait_for(lambda: sum(epoch == "end" for _, epoch, _ in journal(study)) >= 1, second)
    begun = len(journal(study))
    wait_for(lambda: any(node == "a" for _, _, node in journal(study)[begun:]), second)
    cluster.remove_node(nodes[0], allow_graceful=False)
    told, said = second.communicate(timeout=300)
    assert second.returncode == 0, said
    assert said == ""
    assert told.endswith(f"{[f'net-{seed}' for seed in SEEDS]}\n")
    ends = Counter(seed for seed, epoch, _ in journal(study) if epoch == "end")
    assert ends == {str(seed): 1 for seed in SEEDS}
    for seed in SEEDS:
        epochs = [int(epoch) for own, epoch, _ in journal(study) if own == str(seed) and epoch != "end"]
        repeated = [number for number, count in Counter(epochs).items() if count > 1]
        assert sorted(set(epochs)) == list(range(1, pretend_far.EPOCHS + 1))
        assert epochs == sorted(epochs)  # always from the last checkpoint
        assert len(repeated) <= 2  # an epoch each time it was killed, whose checkpoint was not sent yet
        finished = study / "checkpoints" / f"net-{seed}" / "finished/model.keras"
        assert finished.read_text() == f"weights of {seed}"
        assert f"net seed {seed}  epoch 6/6" in (study / f"checkpoints/logs/net-s{seed}.log").read_text()
