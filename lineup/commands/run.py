"""`lineup run`: `dvc repro` with a face."""

from typing import Annotated

import typer


def run(
    arguments: Annotated[list[str] | None, typer.Argument(help="Those of `dvc repro`.")] = None,
) -> None:
    """Run what has changed: `dvc repro`, with which stage of how many, times, and a verdict at the end.

    params.yaml is looked at first: DVC alone says little where it lacks a key
    that dvc.yaml names. And with -s (--single-item) DVC runs no check, so that
    it does not see changed code: here, check runs before.
    """
    from lineup.repro.command import run as follow

    if status := follow(arguments or []):
        raise typer.Exit(status)
