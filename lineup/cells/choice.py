"""Where the cells of one `lineup run` are trained: by its options, one executor of the three."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lineup.cells.cell import OBSERVED, Cell
from lineup.cells.driver import Executor
from lineup.errors import LineupError
from lineup.schema.params import Params
from lineup.words import joined

ADDRESS = re.compile(r"auto|ray://\S+|[\w.-]+:\d+|\[[0-9a-f:]+\]:\d+")


class Choice(NamedTuple):
    """`jobs` at once here, the Ray cluster at an address, or Slurm with options of sbatch; others None."""

    jobs: int | None = None
    ray: str | None = None
    slurm: dict[str, str] | None = None

    def executor(self, study: Params, cells: Sequence[Cell], logs: Path) -> Executor:
        """Return what trains the cells; LineupError where that is not here."""
        here = Path.cwd()
        if self.ray is not None:
            from lineup.cells.on_ray import OnRay

            return OnRay(study, here, cells, self.ray)
        if self.slurm is not None:
            from lineup.cells.on_slurm import OnSlurm

            return OnSlurm(here, logs, self.slurm, observing())
        from lineup.cells.local import Local

        jobs, several = min(self.jobs or 1, len(cells)), study.training.devices == "all"
        if several and jobs > 1:
            raise LineupError(
                "training.devices: all gives each training all devices of this machine, which"
                f" --jobs {self.jobs} would have it share: say --jobs 1, or set training.devices: one."
            )
        return Local(here, jobs, [] if several else None)

    def plan(self, cells: Sequence[Cell], logs: Path) -> str:
        lines = [f"{len(cells)} training(s):", *(f"  {cell.title}{needs(cell)}" for cell in cells)]
        if self.slurm is not None and cells:
            from lineup.cells import on_slurm

            lines += [f"The job of {cells[0].title}:", on_slurm.script(cells[0], logs, self.slurm)]
        return "\n".join(lines)


def of(
    arguments: Sequence[str], jobs: int | None, ray: bool, slurm: bool, settings: Sequence[str]
) -> tuple[Choice | None, list[str]]:
    """Return where cells are trained, None for a plain run, and the arguments that are DVC's.

    An address may follow --ray. Raises LineupError for options that contradict each other.
    """
    rest = list(arguments)
    given = [name for name, value in (("--jobs", jobs), ("--ray", ray), ("--slurm", slurm)) if value]
    if len(given) > 1:
        raise LineupError(f"{joined(given)} cannot be given together: choose one.")
    if settings and not slurm:
        raise LineupError("--slurm-set belongs to --slurm.")
    if slurm:
        from lineup.cells import on_slurm

        return Choice(slurm=on_slurm.given(settings)), rest
    if ray:
        address = rest.pop(0) if rest and ADDRESS.fullmatch(rest[0]) else "auto"
        return Choice(ray=address), rest
    return (Choice(jobs=jobs) if jobs else None), rest


def observing() -> dict[str, str]:
    """Return by which variables a job elsewhere finds MLflow: a server, or nothing while it trains."""
    from lineup.tracking import place, store

    address = store.address(Path.cwd())
    if "://" not in address or address.startswith(("sqlite:", "file:")):
        return {OBSERVED: "0"}
    return {"MLFLOW_TRACKING_URI": address, **place.variables(Path.cwd())}


def needs(cell: Cell) -> str:
    """Return what a cell asks for in params.yaml, as `, gpus 1, memory 8G`."""
    asked = cell.resources.model_dump(exclude_none=True)
    return "".join(f", {name} {value}" for name, value in asked.items())
