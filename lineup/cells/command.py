"""`lineup run --jobs N`, `--ray`, `--slurm`: train side by side what `dvc repro` then only assembles."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lineup import processes, repository
from lineup.cells import driver, plan, shards
from lineup.cells.cell import TRAINED_ON, Cell, Outcome
from lineup.cells.choice import Choice
from lineup.cells.driver import Executor
from lineup.errors import LineupError
from lineup.repro.command import run as follow
from lineup.schema.params import Params
from lineup.words import joined


def fill(study: Params, targets: Sequence[str], choice: Choice, dry_run: bool) -> dict[str, str]:
    """Make all inputs, then train what `dvc repro TARGETS` lacks; return variables for that `dvc repro`.

    With dry_run nothing is made or trained: what would be is printed. Raises LineupError for options, which
    belong to a plain run, and where a training failed, after all others.
    """
    if options := [one for one in targets if one.startswith("-")]:
        raise LineupError(
            f"{joined(options)} cannot be given where trainings run side by side: name stages alone."
        )
    names = plan.variants(targets)
    if dry_run:
        print(choice.plan(plan.lacking_cells(study, names), logs()))
        return {}
    if not names:
        return {}
    repro(plan.inputs(study, names), features(study, names, choice))
    cells = plan.cells(study, plan.lacking(names), Path("data"))
    if not cells:
        return {}
    outcomes = train(cells, lambda: choice.executor(study, cells, logs()), "training")
    variables = trained_on(outcomes.values())
    failed = {cell: outcome for cell, outcome in outcomes.items() if outcome.error}
    if failed:
        whole = sorted(set(names) - {cell.variant for cell in failed})
        if whole:
            repro([f"evaluate@{name}" for name in whole], variables)
        raise LineupError(told(failed, len(outcomes), "training"))
    return variables


def features(study: Params, variants: Sequence[str], choice: Choice) -> dict[str, str]:
    """Make the shards of the features that these variants lack, where sets are large; return variables."""
    lacking = plan.lacking(plan.backbones(study, variants), plan.MAKE)
    if not lacking:
        return {}
    repro(["preprocess"])
    cells = shards.cells(lacking, Path("data"))
    if not cells:
        return {}
    outcomes = train(cells, lambda: choice.executor(study, cells, logs()), "shard")
    if failed := {cell: outcome for cell, outcome in outcomes.items() if outcome.error}:
        raise LineupError(told(failed, len(outcomes), "shard"))
    return trained_on(outcomes.values())


def train(
    cells: Sequence[Cell], start: Callable[[], Executor], what: str = "training"
) -> dict[Cell, Outcome]:
    """Train the cells, or make shards; LineupError where a person or the system ends this."""
    print(f"run: {len(cells)} {what}(s) side by side; their logs are in {logs()}", flush=True)
    try:
        with processes.ended(processes.interrupt):
            return driver.run(cells, start(), logs())
    except KeyboardInterrupt:
        raise LineupError(
            "Ended, and all trainings with it. What was finished is kept, what was begun goes on from its"
            " last checkpoint: run the same again."
        ) from None


def logs() -> Path:
    """Return the folder of the cells' logs."""
    return repository.root() / "checkpoints/logs"


def repro(stages: Sequence[str], variables: Mapping[str, str] | None = None) -> None:
    """Run `dvc repro` for these stages; end with its status where it fails, since it has said why."""
    os.environ.update(variables or {})
    if status := follow(stages):
        sys.exit(status)


def trained_on(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Return the variable by which a train stage takes what other machines trained for its own."""
    machines: list[dict[str, Any]] = []
    for outcome in outcomes:
        if not outcome.error and outcome.machine not in machines:
            machines.append(outcome.machine)
    return {TRAINED_ON: json.dumps(machines)}


def told(failed: Mapping[Cell, Outcome], count: int, what: str) -> str:
    """Return the one message about trainings, or shards, that failed."""
    lines = [
        f"  {cell.title}: {outcome.error} (log: {logs() / cell.name}.log)" for cell, outcome in failed.items()
    ]
    does = "trains" if what == "training" else "makes"
    rest = f"All others are finished and kept; the next run {does} these alone."
    return "\n".join([f"{len(failed)} of {count} {what}(s) failed:", *lines, rest])
