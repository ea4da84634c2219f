"""Kill drivers, workers and nodes of a Ray cluster at random; what comes out must be the serial run's bytes.

`python -m benchmarks.kill_cells [--rounds 20] [--seed 0]`: a round is a kill, and four of them fall on one
`lineup run --ray` of the tests' small study (4 trainings, slowed down, on two nodes of one processor). S3 is
moto's, MLflow a server. Prints a line a round, a line a study, and ends with status 1 where a study came to
other weights or answers, or a training to more than one run. About 5 minutes a study on two busy cores.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks import cells_lab, kill_rounds, killing
from benchmarks.cells_lab import Cluster
from tests import services

KILLS = 4  # of one study
SECONDS, STEPS = (1, 15), (1, 8)  # between two kills: time, checkpoints
LONGEST = 600  # seconds, until a study is given up
TARGETS = ("driver", "group", "worker", "node")  # the driver alone, or with the dvc that it has started
SIGNALS = (signal.SIGKILL, signal.SIGTERM)


class Kill(NamedTuple):
    """What is killed, by which signal, so many checkpoints and seconds after the kill before it."""

    target: str
    signal: signal.Signals
    steps: int
    seconds: float


class Place(NamedTuple):
    """A project, its state before any training, what it comes to, and where it is trained."""

    project: Path
    before: Path
    trained: dict[str, str]
    left: dict[str, str]
    answers: dict[str, str]
    cluster: Cluster
    remote: str


def main() -> None:
    """Prepare, play the rounds, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    moments = random.Random(given.seed)  # noqa: S311 (not for secrets)
    drawn = [draw(moments) for _ in range(given.rounds)]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = prepare(Path(folder), stack)
        failed = 0
        for number in range(0, len(drawn), KILLS):
            failed += not play(place, number, drawn[number : number + KILLS], moments)
    print(f"{len(drawn)} kills, {failed} of {-(-len(drawn) // KILLS)} studies came to something else")
    sys.exit(1 if failed else 0)


def draw(moments: random.Random) -> Kill:
    """Return a kill: of a driver at any moment, of what trains while there are trainings."""
    target, number = moments.choice(TARGETS), moments.choice(SIGNALS)
    steps = 0 if target in TARGETS[:2] and moments.random() < 0.5 else moments.randint(*STEPS)
    return Kill(target, number, steps, moments.uniform(*SECONDS))


def prepare(folder: Path, stack: ExitStack) -> Place:
    """Run the study one training after the other, keep what it comes to, and start servers and a cluster."""
    project = kill_rounds.lay_out(folder, ["one", "two"], seeds=[0, 1], checkpoint_batches=1)
    done = killing.repro(project, "split")
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    (folder / "server").mkdir()
    os.environ.update(cells_lab.variables(folder / "journal", pace=1.0))
    os.environ.update({**services.SECRETS, **services.REGION})
    s3 = stack.enter_context(services.s3(folder, "team"))
    cells_lab.add_remote(project, s3, "s3://team/lineup")
    shutil.copytree(project, folder / "before", symlinks=True)
    done = killing.repro(project)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    trained, left = cells_lab.trained(project), cells_lab.left(project)
    answers = killing.digests(project)
    places = ("--serve-artifacts", "--artifacts-destination", str(folder / "server/artifacts"))
    database = f"sqlite:///{folder / 'server/mlflow.db'}"
    os.environ["MLFLOW_TRACKING_URI"] = stack.enter_context(
        services.mlflow(folder / "server", database, *places)
    )
    cluster = stack.enter_context(cells_lab.cluster())
    return Place(project, folder / "before", trained, left, answers, cluster, s3)


def play(place: Place, number: int, kills: list[Kill], moments: random.Random) -> bool:
    """Kill one study's run, and start it again until it ends well; print and say whether all was well."""
    experiment = f"study-{number}"
    restore(place, experiment)
    journal = Path(os.environ["JOURNAL"])
    started, command = time.monotonic(), [*cells_lab.LINEUP, "--ray", place.cluster.address]
    drivers, said = [cells_lab.start(place.project, command)], []
    waiting, moment, before = list(kills), time.monotonic(), 0
    while drivers[-1].poll() != 0 and time.monotonic() - started < LONGEST:
        if drivers[-1].poll() is not None:
            said.append(ended(drivers[-1]))
            drivers.append(cells_lab.start(place.project, command))
        steps = len(cells_lab.journal(journal))
        if waiting and steps - before >= waiting[0].steps and time.monotonic() - moment > waiting[0].seconds:
            kill = waiting.pop(0)
            hit = strike(place, kill, drivers[-1], moments)
            number += 1
            print(f"| {number} | {kill.signal.name} | {steps} | {hit} |", flush=True)
            moment, before = time.monotonic(), steps
        time.sleep(0.2)
    said.append(ended(drivers[-1]))
    wrong = mistakes(place, experiment)
    told = cells_lab.journal(journal)
    nodes = dict(Counter(step.node for step in told))
    print(
        f"{time.monotonic() - started:.0f} s, {len(drivers)} drivers, checkpoints by node {nodes},"
        f" {cells_lab.repeated(told)} made again, {len(waiting)} kills left: {'; '.join(wrong) or 'equal'}"
    )
    for line in filter(None, said):
        print(f"  a driver ended: {line}", flush=True)
    return not wrong


def restore(place: Place, experiment: str) -> None:
    """Bring the project to the state before any training, empty the exchange, and have two nodes."""
    shutil.rmtree(place.project)
    shutil.copytree(place.before, place.project, symlinks=True)
    cells_lab.add_remote(place.project, place.remote, f"s3://team/{experiment}")
    os.environ["MLFLOW_EXPERIMENT_NAME"] = experiment
    Path(os.environ["JOURNAL"]).unlink(missing_ok=True)
    for name in [name for name in ("a", "b") if name not in place.cluster.nodes]:
        place.cluster.add(name)


def strike(place: Place, kill: Kill, driver: "subprocess.Popen[str]", moments: random.Random) -> str:
    """Kill; return what was hit."""
    with suppress(ProcessLookupError, psutil.Error):
        if kill.target == "driver":
            driver.send_signal(kill.signal)
            return "the driver" if driver.poll() is None else "nothing: it had ended"
        if kill.target == "group":
            os.killpg(driver.pid, kill.signal)
            return "the driver and what it had started"
        name = moments.choice(sorted(place.cluster.nodes))
        if kill.target == "node":
            graceful = kill.signal == signal.SIGTERM
            place.cluster.lose(name, graceful=graceful)
            place.cluster.add(name)
            return f"node {name}"
        workers = place.cluster.workers(name)
        if not workers:
            return f"nothing: no worker on {name}"
        hit = moments.choice(workers)
        hit.send_signal(kill.signal)
        return f"{'a worker' if cells_lab.WORKER in cells_lab.words(hit) else 'its task'} on {name}"
    return "nothing: it had ended"


def ended(driver: "subprocess.Popen[str]") -> str:
    """Return a driver's status and last words of trouble; nothing where it ended well."""
    if driver.poll() is None:
        os.killpg(driver.pid, signal.SIGKILL)
    _, errors = driver.communicate()
    lines = [line for line in errors.splitlines() if "nothing.txt' is empty" not in line]
    return f"{driver.returncode} {' / '.join(lines)[-600:]}" if driver.returncode else ""


def mistakes(place: Place, experiment: str) -> list[str]:
    """Return what differs from the run that nothing disturbed."""
    wrong = []
    if cells_lab.left(place.project) != place.left:
        wrong.append("files in data/models or checkpoints/ differ")
    if killing.digests(place.project) != place.answers:
        wrong.append("predictions differ")
    expected = {(one, "FINISHED"): 1 for one in place.trained.values()}
    if (found := cells_lab.runs(experiment)) != expected:
        wrong.append(f"runs in MLflow: {dict(found)}")
    return wrong


if __name__ == "__main__":
    main()
