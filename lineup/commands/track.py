"""`lineup track`: bring MLflow in line with data/."""

from pathlib import Path
from typing import Annotated

import typer


def track(
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; ask MLflow, and end with 1 if something is amiss."),
    ] = False,
) -> None:
    """Bring MLflow in line with data/. The last stage of `dvc repro` does so, too.

    A receipt in mlruns/ says that this was done. A local store is compared
    with it each time; what became of runs on a server, only --check finds,
    and it takes the receipt back, so that the next run repairs.
    """
    from lineup import running
    from lineup.tracking.command import track as run

    running.alone(lambda: run(check), Path("data"), "track")
