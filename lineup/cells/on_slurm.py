"""Cells on Slurm, by way of submitit (extra `slurm`): a job each, in the folder that the nodes share.

A job that is preempted or runs out of time is queued again by submitit, and goes on from its checkpoint.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lineup.cells.cell import Cell, Outcome
from lineup.cells.process import Worker
from lineup.errors import LineupError

MINUTES = 24 * 60  # of a job, unless its options say another time


@dataclass(frozen=True)
class Task:
    """What a job does: train one cell. submitit calls `checkpoint` before it queues a job again."""

    cell: Cell
    folder: Path
    log: Path
    variables: Mapping[str, str]

    def __call__(self) -> Outcome:
        """Train the cell on the job's node."""
        worker = Worker(self.folder, self.variables)
        try:
            return worker.train(self.cell, self.log)
        finally:
            worker.end()

    def checkpoint(self) -> Any:
        """Return what the next job does: the same."""
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
        self.folder, self.options, self.variables = folder, options, variables
        try:
            self.executor = submitit().AutoExecutor(folder=logs / "jobs", cluster=cluster)
        except RuntimeError as error:
            raise LineupError(f"Slurm is not here: {error} Run this where sbatch and srun are.") from None
        self.jobs: list[Any] = []

    def submit(self, cell: Cell, log: Path) -> Any:
        """Submit a cell's job."""
        asked = parameters(cell, self.options)
        own = {f"slurm_{name}": value for name, value in of_submitit(asked).items()}
        self.executor.update_parameters(timeout_min=int(asked["time"]), **own)
        self.jobs.append(self.executor.submit(Task(cell, self.folder, log, self.variables)))
        return self.jobs[-1]

    def follow(self) -> None:
        """Do nothing: logs are written to the disk that the nodes share."""

    def close(self) -> None:
        """Cancel the jobs that have not ended."""
        for job in self.jobs:
            if not job.done():
                job.cancel(check=False)


def submitit() -> Any:
    """Import submitit; LineupError where it is not installed."""
    try:
        return importlib.import_module("submitit")
    except ModuleNotFoundError:
        raise LineupError(
            "Slurm needs the extra slurm: uv sync --extra slurm, or pip install submitit."
        ) from None


def parameters(cell: Cell, options: Mapping[str, str]) -> dict[str, Any]:
    """Return sbatch's options for a cell's job, under their own names.

    Slurm queues it again where its node is lost or wanted by others; submitit does where its time is over.
    """
    resources = cell.resources
    asked = {
        "gpus_per_node": resources.gpus,
        "cpus_per_task": resources.cpus,
        "mem": resources.memory,
    }
    told = {name: value for name, value in asked.items() if value is not None}
    return {"job_name": f"lineup-{cell.name}", "time": MINUTES, "requeue": True, **told, **options}


def of_submitit(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return sbatch's options as submitit takes them: apart those that it has no word for."""
    known = set(inspect.signature(made_by()).parameters)
    others = {name: value for name, value in asked.items() if name not in known}
    return {name: asked[name] for name in asked if name in known} | {"additional_parameters": others}


def made_by() -> Any:
    """Return submitit's function that makes a job's script."""
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
    if not options.get("time", "1").isdecimal():
        raise LineupError(f"--slurm-set time={options['time']}: give minutes, a whole number.")
    return options
