"""Real trainings on two nodes of Ray, and on submitit: what is killed goes on elsewhere, to the same bytes.

benchmarks/kill_cells.py plays many more kills, at random moments.
"""

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks import cells_lab
from benchmarks.cells_lab import LINEUP, SLURM, Cluster, Step
from lineup.cells.exchange import CLAIM, FINISHED, Exchange
from lineup.records.key import CHECKPOINT
from tests import asking, copied, finished, services, warm

pytest.importorskip("ray.cluster_utils", reason="needs the extra ray: uv sync --extra ray")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
TARGETS, VARIANT, SEEDS = ["train@one"], "one", (0, 1)


@pytest.fixture
def server(tmp_path: Path, empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have an MLflow server that all trainings are told to."""
    (tmp_path / "server").mkdir()
    shutil.copy(empty_store, tmp_path / "server/mlflow.db")
    places = ("--serve-artifacts", "--artifacts-destination", str(tmp_path / "server/artifacts"))
    database = f"sqlite:///{tmp_path / 'server/mlflow.db'}"
    with services.mlflow(tmp_path / "server", database, *places) as address:
        for name, value in {**services.SECRETS, **services.REGION, "MLFLOW_TRACKING_URI": address}.items():
            monkeypatch.setenv(name, value)
        yield


@pytest.fixture
def untrained(finished_study: Path, tmp_path: Path, server: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the finished study without a variant's trainings, which wait at each checkpoint."""
    forked = {"LINEUP_WORKER": "tests.test_cells.forked", asking.ADDRESS: warm.server()}
    for name, value in {**cells_lab.variables(tmp_path / "journal"), **forked}.items():
        monkeypatch.setenv(name, value)
    held(tmp_path).touch()
    project = tmp_path / "study"
    shutil.copytree(finished_study, project, ignore=shutil.ignore_patterns("mlruns"))
    training = {"precision": "auto", "checkpoint_batches": 1}
    finished.write_params(project, training=training)
    for name in ("checkpoints", ".dvc/cache", f"data/models/{VARIANT}"):
        shutil.rmtree(project / name, ignore_errors=True)
    for arguments in (
        ("cache", "dir", str(project / ".dvc/cache")),
        ("commit", "-q", "-f", "preprocess", "split"),
    ):
        done = finished.dvc(project, *arguments)  # a cache that remembers no training
        assert done.returncode == 0, done.stderr
    return project


def held(folder: Path) -> Path:
    """Return the file that holds trainings."""
    return folder / "journal.held"


def wait_for(condition: Callable[[list[Step]], bool], project: Path, driver: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 300
    while not condition(cells_lab.journal(project.parent / "journal")):
        assert driver.poll() is None, driver.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def assert_as_if_nothing_had_been(project: Path, finished_study: Path, allowed: int) -> None:
    """All files are the serial run's, each training ended once, and is one run of MLflow.

    allowed: how many checkpoints may have been made again, since a kill came before they were stored.
    """
    expected = cells_lab.trained(finished_study)
    assert cells_lab.trained(project) == expected
    assert cells_lab.left(project, VARIANT) == cells_lab.left(finished_study, VARIANT)
    steps = cells_lab.journal(project.parent / "journal")
    assert Counter(step.key for step in steps if step.epoch == "end") == Counter(
        expected[f"{VARIANT}/{seed}"] for seed in SEEDS
    )
    assert cells_lab.repeated(steps) <= allowed
    done = copied.lineup(project, "track")
    assert done.returncode == 0, done.stderr
    assert cells_lab.runs("small") == {(one, "FINISHED"): 1 for one in expected.values()}


@pytest.fixture
def nodes(tmp_path: Path, untrained: Path) -> Iterator[Cluster]:
    with services.s3(tmp_path, "team") as address, cells_lab.cluster("a") as cluster:
        cells_lab.add_remote(untrained, address, "s3://team/lineup")
        cluster.add("b")
        yield cluster


def test_on_ray_neither_a_lost_driver_nor_a_lost_node_costs_more_than_a_batch(
    untrained: Path, nodes: Cluster, finished_study: Path
) -> None:
    command = [warm.python(), *LINEUP[1:], "--ray", nodes.address, *TARGETS]
    first = cells_lab.start(untrained, command)
    wait_for(on_both_nodes, untrained, first)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    begun = len(cells_lab.journal(untrained.parent / "journal"))
    second = cells_lab.start(untrained, command)
    wait_for(lambda steps: on_both_nodes(steps[begun:]), untrained, second)
    nodes.lose("b")
    held(untrained.parent).unlink()
    _, said = second.communicate(timeout=300)
    assert second.returncode == 0, said
    assert_as_if_nothing_had_been(untrained, finished_study, allowed=len(SEEDS) + 1)
    remote = Exchange(untrained, "another run")
    for key in cells_lab.trained(untrained, VARIANT).values():
        left = [name for name in (FINISHED, CHECKPOINT, CLAIM) if remote.has(key, name)]
        assert left == [FINISHED]
    steps = cells_lab.journal(untrained.parent / "journal")
    interrupted = next(step.key for step in reversed(steps) if step.node == "b")
    assert [step.node for step in steps if step.key == interrupted][-1] == "a"


def on_both_nodes(steps: list[Step]) -> bool:
    """Say whether each node is within an epoch."""
    return {step.node for step in steps if step.batch != "0"} == {"a", "b"}


def test_jobs_of_submitit_survive_a_lost_driver_and_a_preemption(
    untrained: Path, finished_study: Path
) -> None:
    """submitit's local executor takes Slurm's place; it preempts by SIGUSR2, as Slurm is asked to."""
    first = cells_lab.start(untrained, [*SLURM, *TARGETS])
    wait_for(lambda steps: len({step.key for step in steps}) == len(SEEDS), untrained, first)
    jobs = [one for one in psutil.Process(first.pid).children(recursive=True) if is_job(one)]
    executors = [job.parent() for job in jobs]
    assert len(jobs) == len(SEEDS)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    for job in jobs:  # they outlive their driver, as Slurm's do
        job.send_signal(signal.SIGUSR2)
    assert psutil.wait_procs(jobs, timeout=120)[1] == []
    held(untrained.parent).unlink()
    second = cells_lab.start(untrained, [*SLURM, *TARGETS])
    _, said = second.communicate(timeout=300)
    assert second.returncode == 0, said
    assert psutil.wait_procs(executors, timeout=120)[1] == []
    assert_as_if_nothing_had_been(untrained, finished_study, allowed=0)


def is_job(process: psutil.Process) -> bool:
    return "submitit.core._submit" in cells_lab.words(process)
