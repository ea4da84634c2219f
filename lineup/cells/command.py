"""`lineup run --jobs N`, `--ray`, `--slurm`: train and evaluate side by side what `dvc repro` lacks."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lineup import processes, repository
from lineup.cells import driver, plan, shards
from lineup.cells.assembling import Assembly
from lineup.cells.cell import MADE_ON, Cell, Outcome
from lineup.cells.choice import Choice
from lineup.cells.driver import Executor
from lineup.cells.local import Local
from lineup.errors import LineupError
from lineup.locks.start import keep
from lineup.repro import locking, pipeline
from lineup.repro.command import run as follow
from lineup.schema.params import Params
from lineup.words import joined


def fill(study: Params, targets: Sequence[str], choice: Choice, dry_run: bool) -> None:
    """Make all inputs, then train what `dvc repro TARGETS` lacks, and evaluate what was trained.

    With dry_run nothing is made or trained: what would be is printed. Raises LineupError for options, which
    belong to a plain run, and where a training failed, after all others.
    """
    if options := [one for one in targets if one.startswith("-")]:
        raise LineupError(
            f"{joined(options)} cannot be given where trainings run side by side: name stages alone."
        )
    pipeline.refuse_unknown(targets, pipeline.names(pipeline.stages(), study.model_dump()))
    stages = plan.stages(targets)
    names = plan.names(stages)
    if dry_run:
        print(choice.plan(plan.lacking_cells(study, names), logs()))
        return
    if not names:
        return
    locking.refuse(stages=True)
    repro(["split"])
    with locking.driving():
        side_by_side(study, names, plan.names(stages, plan.EVALUATE), choice)


def side_by_side(study: Params, names: list[str], evaluated: list[str], choice: Choice) -> None:
    """Make what variants lack of features and trainings, and answers of those to be evaluated."""
    lacking = plan.lacking(plan.backbones(study, names), plan.MAKE)
    os.environ.update(made_in_shards(study, lacking, choice))
    beside = lacking if choice.jobs else []
    if lacking and not beside:
        repro([f"{plan.MAKE}{name}" for name in lacking])
    assembly = Assembly(study, names, evaluated)
    if cells := assembly.first(beside):
        keep(os.getpid())
        outcomes = train(cells, lambda: choice.executor(study, cells, logs()), "training", assembly.then)
        trained = {cell: outcome for cell, outcome in outcomes.items() if not cell.stage}
        refuse_failed(trained, "training")
    for error in assembly.errors:
        raise error


def made_in_shards(study: Params, backbones: Sequence[str], choice: Choice) -> dict[str, str]:
    """Make the shards of these features, where sets are large; return variables for what joins them."""
    cells = shards.cells(backbones, Path("data"))
    if not cells:
        return {}
    outcomes = train(cells, lambda: choice.executor(study, cells, logs()), "shard")
    refuse_failed(outcomes, "shard")
    return made_on(outcomes.values())


def train(
    cells: Sequence[Cell],
    start: Callable[[], Executor],
    what: str = "training",
    then: driver.Then | None = None,
) -> dict[Cell, Outcome]:
    """Train the cells, or make shards, and what follows; LineupError where a person or the system ends."""
    print(f"run: {len(cells)} {what}(s) side by side; their logs are in {logs()}", flush=True)
    try:
        with processes.ended():
            executor = start()
            here = executor if isinstance(executor, Local) else Local(Path.cwd(), 1)
            return driver.run(cells, executor, logs(), then, here)
    except KeyboardInterrupt:
        raise LineupError(
            "Ended, and all trainings with it. What was finished is kept, what was begun goes on from its"
            " last checkpoint: run the same again."
        ) from None


def logs() -> Path:
    return repository.root() / "checkpoints/logs"


def repro(stages: Sequence[str]) -> None:
    """Run `dvc repro` for these stages; end with its status where it fails, since it has said why."""
    if status := follow(stages):
        sys.exit(status)


def made_on(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Return the variable by which a features stage takes the shards that other machines made for its own."""
    machines: list[dict[str, Any]] = []
    for outcome in outcomes:
        if not outcome.error and outcome.machine not in machines:
            machines.append(outcome.machine)
    return {MADE_ON: json.dumps(machines)}


def refuse_failed(outcomes: Mapping[Cell, Outcome], what: str) -> None:
    """Raise LineupError, one message, where trainings, or shards, failed."""
    failed = {cell: outcome.error for cell, outcome in outcomes.items() if outcome.error}
    if not failed:
        return
    lines = [f"  {cell.title}: {error} (log: {logs() / cell.name}.log)" for cell, error in failed.items()]
    does = "trains" if what == "training" else "makes"
    rest = f"All others are finished and kept; the next run {does} these alone."
    raise LineupError("\n".join([f"{len(failed)} of {len(outcomes)} {what}(s) failed:", *lines, rest]))
