"""Kill a stage, or the dvc that runs it, and see whether the next `dvc repro` ends as if nothing had been."""

import contextlib
import hashlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil

# The stage's own process, dvc alone, dvc and all that it started; the last at the moment of writing dvc.lock.
STAGE, _, GROUP, LOCK = TARGETS = ("stage", "dvc", "group", "lock")
DVC = [sys.executable, "-m", "dvc"]


@dataclass(frozen=True)
class Round:
    """What is killed, by which signal, at which share of the stage's usual time (of no matter for LOCK)."""

    stage: str
    target: str
    signal: signal.Signals
    share: float


def repro(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `dvc repro`."""
    return subprocess.run(
        [*DVC, "repro", *arguments], cwd=project, capture_output=True, text=True, check=False
    )


@dataclass
class Study:
    """A project, its states before each stage, each stage's seconds, and what it comes to undisturbed.

    fast: runs `dvc repro` where the seconds are of no interest.
    """

    project: Path
    states: Path
    fast: Callable[..., "subprocess.CompletedProcess[str]"] = repro
    seconds: dict[str, float] = field(default_factory=dict)
    predictions: dict[str, str] = field(default_factory=dict)

    def prepare(self, states: dict[str, str | None]) -> None:
        """Keep the state before each named stage, made by `dvc repro` of the stage it is given with.

        In their order in the pipeline; None where nothing comes before.
        """
        for stage, before in states.items():
            if before and before not in self.seconds:
                self.run(before, by=self.fast)
            shutil.copytree(self.project, self.states / stage, symlinks=True)
            self.seconds[stage] = self.run(stage)
        self.run(by=self.fast)
        shutil.copytree(self.project, self.states / "finished", symlinks=True)
        self.predictions = digests(self.project)

    def run(self, *stage: str, by: Callable[..., "subprocess.CompletedProcess[str]"] = repro) -> float:
        """Run to the end of a stage, or all, and return the seconds."""
        started = time.perf_counter()
        done = by(self.project, *stage)
        if done.returncode != 0:
            raise RuntimeError(f"{stage} does not run undisturbed:\n{done.stdout}{done.stderr}")
        return time.perf_counter() - started

    def restore(self, stage: str) -> None:
        """Bring the project to the state before a stage, at the same place: MLflow keeps absolute paths."""
        shutil.rmtree(self.project)
        shutil.copytree(self.states / stage, self.project, symlinks=True)


def draw(stages: list[str], count: int, seed: int, targets: Sequence[str] = TARGETS) -> list[Round]:
    """Return rounds over all stages in turn; targets and signals alternate, moments are random."""
    moments = random.Random(seed)  # noqa: S311 (not for secrets)
    kinds = [(target, number) for number in (signal.SIGKILL, signal.SIGTERM) for target in targets]
    kinds = [kind for kind in kinds if kind != (LOCK, signal.SIGTERM)]
    drawn = []
    for index in range(count):
        stage = stages[index % len(stages)]
        target, number = kinds[(index + index // len(stages)) % len(kinds)]
        drawn.append(Round(stage, target, number, moments.uniform(0.02, 0.98)))
    return drawn


def play(study: Study, one: Round) -> tuple[str, list[str]]:
    """Play a round; return what was hit, and what is wrong after one more `dvc repro`.

    Where the moment came too late, the round begins again with half of it.
    """
    for attempt in range(6):
        study.restore(one.stage)
        hit = interrupt(study.project, one, study.seconds[one.stage] / 2**attempt)
        if hit.startswith("hit"):
            break
    done = study.fast(study.project)
    if done.returncode != 0:
        return hit, [f"dvc repro ended with {done.returncode}: {(done.stdout + done.stderr)[-1500:]}"]
    wrong = [] if digests(study.project) == study.predictions else ["predictions differ"]
    return hit, wrong + mlflow_mistakes(study.project, len(list(study.project.glob("data/models/*/*/"))))


def interrupt(project: Path, one: Round, seconds: float) -> str:
    """Start the stage under dvc and kill; return what happened: 'hit' or why nothing was there to hit.

    The moment counts from dvc's start where dvc is the target, else from when the stage's process is there.
    """
    process = subprocess.Popen(
        [*DVC, "repro", one.stage],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    started = time.perf_counter()
    if one.target == LOCK:
        return cut_lock(process, one.stage, project / "dvc.lock")
    running = None
    if one.target == STAGE:
        running = find(process, one.stage)
        if running is None:
            process.wait()
            return "the stage had ended"
        # dvc's own start and end take a part of the seconds
        seconds -= time.perf_counter() - started
        started = time.perf_counter()
    pause = threading.Event()
    pause.wait(max(0.0, one.share * seconds - (time.perf_counter() - started)))
    if process.poll() is not None:
        return "dvc had ended"
    if running is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            running.send_signal(one.signal)
            process.wait()
            return f"hit, dvc ended with {process.returncode}"
        process.wait()
        return "the stage had ended"
    orphans = psutil.Process(process.pid).children(recursive=True)
    if one.target == GROUP:
        os.killpg(process.pid, one.signal)
    else:
        process.send_signal(one.signal)
    process.wait()
    left = [orphan for orphan in orphans if orphan.is_running() and orphan.status() != psutil.STATUS_ZOMBIE]
    return f"hit, {len(left)} process(es) went on" if left else "hit"


def cut_lock(dvc: "subprocess.Popen[bytes]", stage: str, file: Path) -> str:
    """Kill dvc and all that it started once it writes dvc.lock after the stage; return what happened."""

    def changed() -> int:
        return file.stat().st_mtime_ns if file.exists() else 0

    running = find(dvc, stage)
    if running is None:
        return "the stage had ended"
    before = changed()
    with contextlib.suppress(psutil.NoSuchProcess):
        running.wait()
    while changed() == before and dvc.poll() is None:
        pass
    if dvc.poll() is not None:
        return "dvc had ended"
    os.killpg(dvc.pid, signal.SIGKILL)
    dvc.wait()
    return f"hit, {len(file.read_bytes()) if file.exists() else 0:,} bytes of dvc.lock left"


def find(process: "subprocess.Popen[bytes]", stage: str) -> psutil.Process | None:
    """Return the stage's own process once dvc has started it; None where dvc ends before."""
    module = ["-m", f"stages.{stage.split('@')[0]}", *stage.split("@")[1:]]
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(process.pid).children(recursive=True):
                if child.cmdline()[-len(module) :] == module:
                    return child
        time.sleep(0.01)
    return None


def digests(project: Path) -> dict[str, str]:
    """Return the sha256 of every variant's predictions."""
    files = sorted(project.glob("data/results/*/predictions.parquet"))
    return {file.parent.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def mlflow_mistakes(project: Path, trainings: int) -> list[str]:
    """Return what is wrong in the project's local MLflow store."""
    with closing(sqlite3.connect(project / "mlruns/mlflow.db")) as connection:
        runs = connection.execute(
            "SELECT value, count(*), min(status), max(status) FROM tags JOIN runs USING (run_uuid)"
            " WHERE key = 'training_key' AND lifecycle_stage = 'active' GROUP BY value"
        ).fetchall()
        doubled = connection.execute(
            "SELECT run_uuid, key, step, count(*) FROM metrics"
            " GROUP BY run_uuid, key, step HAVING count(*) > 1"
        ).fetchall()
    mistakes = [f"run {row}" for row in runs if row[1:] != (1, "FINISHED", "FINISHED")]
    if len(runs) != trainings:
        mistakes.append(f"{len(runs)} runs of {trainings} trainings")
    return mistakes + [f"doubled point {row}" for row in doubled]


def stage_names(project: Path) -> list[str]:
    """Return the names of all stages in an order in which they can run."""
    listed = subprocess.run(
        [*DVC, "stage", "list", "--name-only"], cwd=project, capture_output=True, text=True, check=True
    )
    order = "check download preprocess split features suspect train evaluate compare track".split()
    names = re.findall(r"^\S+$", listed.stdout, re.MULTILINE)
    return sorted(names, key=lambda name: order.index(name.split("@")[0]))
