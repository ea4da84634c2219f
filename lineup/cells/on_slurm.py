"""Cells on Slurm, by way of submitit (extra `slurm`): a job each, in the folder that the nodes share.

A job that is preempted or runs out of time is queued again by submitit, and goes on from its checkpoint.
Slurm tells all processes of a job before; what trains does not listen, and goes on until it is killed.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import logging
import re
import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lineup import processes
from lineup.cells import slurm_queue
from lineup.cells.cell import Cell, Outcome
from lineup.cells.process import Worker
from lineup.cells.slurm_queue import Handle, Queue
from lineup.errors import LineupError
from lineup.words import joined

MINUTES = 24 * 60  # of a job, unless its options or its partition say another time
LEAST = 5  # minutes of a job, which must have begun when it is told of its end
PROGRAMS = ("sbatch", "srun", "squeue", "scancel")
SPEAKER = re.compile(r"^sbatch: (error: )?")
ALONE = {"array", "nodes", "ntasks", "ntasks_per_node"}  # options that would run a training twice
BEFORE_THE_END = dict.fromkeys(("SIGTERM", "SIGUSR2"), signal.SIG_IGN)


@dataclass(frozen=True)
class Task:
    """What a job does: train one cell. submitit calls `checkpoint` before it queues a job again."""

    cell: Cell
    folder: Path
    log: Path
    variables: Mapping[str, str]

    def __call__(self) -> Outcome:
        with processes.answered(BEFORE_THE_END):  # which the worker inherits
            worker = Worker(self.folder, self.variables)
        try:
            return worker.train(self.cell, self.log)
        finally:
            worker.end()

    def checkpoint(self) -> Any:
        return submitit().helpers.DelayedSubmission(self)


class OnSlurm:
    """Jobs of a Slurm cluster; `options` are those of sbatch: partition, account, time in minutes, ...

    cluster: 'local' has submitit run the same tasks as processes of this machine. Raises LineupError where
    submitit or Slurm is not here.
    """

    def __init__(
        self,
        folder: Path,
        logs: Path,
        options: Mapping[str, str],
        variables: Mapping[str, str],
        cluster: str = "slurm",
    ) -> None:
        self.folder, self.logs, self.variables, self.cluster = folder, logs, variables, cluster
        missing = [name for name in PROGRAMS if shutil.which(name) is None] if cluster == "slurm" else []
        if missing:
            raise LineupError(
                f"Slurm is not here: there is no {joined(missing)}. Run this on a machine from which jobs are"
                " submitted."
            )
        self.executor = submitit().AutoExecutor(folder=logs / "jobs", cluster=cluster)
        logging.getLogger("submitit").setLevel(logging.ERROR)
        limit = slurm_queue.minutes(options.get("partition", "")) or MINUTES
        self.options = {**options, "time": int(options.get("time", min(MINUTES, limit)))}
        self.queue = Queue()
        self.handles: list[Handle] = []

    def submit(self, cell: Cell, log: Path) -> Handle:
        """Submit a cell's job; LineupError where Slurm refuses it."""
        asked = parameters(cell, self.options)
        own = {f"slurm_{name}": value for name, value in of_submitit(asked).items()}
        self.executor.update_parameters(timeout_min=asked["time"], **own)
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # submitit prints what it raises
                job = self.executor.submit(Task(cell, self.folder, log, self.variables))
        except Exception as error:
            said = "; ".join(SPEAKER.sub("", line) for line in str(error).strip().splitlines())
            raise LineupError(f"Slurm refuses the job of {cell.title}: {said}") from None
        self.handles.append(Handle(job, self.queue, cell, log, asked["time"]))
        return self.handles[-1]

    def follow(self) -> None:
        """Look how the jobs are; their logs are written to the disk that the nodes share.

        NFS says of a file for up to a minute that it is not there, unless its folder is listed.
        """
        for folder in (self.logs, self.logs / "jobs"):
            list(folder.iterdir())
        waiting = [handle for handle in self.handles if not handle.there()]
        if self.cluster == "slurm" and self.queue.look([handle.job.job_id for handle in waiting]):
            for handle in waiting:
                handle.warn()

    def close(self) -> None:
        """Cancel the jobs that have not ended, and those that Slurm has queued again after their result."""
        for handle in self.handles:
            if not handle.done():
                handle.job.cancel(check=False)
        told = [handle.job.job_id for handle in self.handles if handle.there()]
        if self.cluster == "slurm" and told:
            slurm_queue.answer("scancel", "--quiet", "--state=PENDING", *told)


def submitit() -> Any:
    """Import submitit; LineupError where it is not installed."""
    try:
        return importlib.import_module("submitit")
    except ModuleNotFoundError:
        raise LineupError(
            "Slurm needs the extra slurm: uv sync --extra slurm, or pip install submitit."
        ) from None


def parameters(cell: Cell, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return sbatch's options for a cell's job, under their own names.

    Slurm queues it again where its node is lost or wanted by others; submitit does where its time is over.
    """
    resources = cell.resources
    asked = {"gpus_per_node": resources.gpus, "cpus_per_task": resources.cpus, "mem": resources.memory}
    told = {name: value for name, value in asked.items() if value is not None}
    return {"job_name": f"lineup-{cell.name}", "time": MINUTES, "requeue": True, **told, **options}


def of_submitit(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return sbatch's options as submitit takes them: apart those that it has no word for."""
    known = set(inspect.signature(made_by()).parameters)
    others = {name: value for name, value in asked.items() if name not in known}
    return {name: asked[name] for name in asked if name in known} | {"additional_parameters": others}


def made_by() -> Any:
    return importlib.import_module(f"{submitit().__name__}.slurm.slurm")._make_sbatch_string


def script(cell: Cell, logs: Path, options: Mapping[str, str]) -> str:
    """Return the script that sbatch would get for a cell; no Slurm is needed."""
    command = "python -u -m submitit.core._submit FOLDER"
    return str(made_by()(command, logs / "jobs", **of_submitit(parameters(cell, options))))


def given(settings: Sequence[str]) -> dict[str, str]:
    """Return options given as NAME=VALUE; LineupError for others."""
    options = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not re.fullmatch(r"[a-z][a-z_-]*", name):
            raise LineupError(
                f"--slurm-set {setting}: give NAME=VALUE, an option of sbatch: partition=gpu, time=240."
            )
        options[name.replace("-", "_")] = value
        if ALONE & options.keys():
            raise LineupError(f"--slurm-set {setting}: a job is one model on one node. Leave this out.")
    time = options.get("time", "")
    if time and not (time.isdecimal() and int(time) >= LEAST):
        raise LineupError(
            f"--slurm-set time={time}: give minutes, a whole number of at least {LEAST}, since Slurm tells"
            " a job 90 to 150 s before its end."
        )
    return options
