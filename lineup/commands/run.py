"""`lineup run`: `dvc repro` with a face; trainings side by side if asked."""

from typing import Annotated

import typer


def run(
    arguments: Annotated[list[str] | None, typer.Argument(help="Those of `dvc repro`.")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Train so many models side by side on this machine.")
    ] = None,
    ray: Annotated[
        bool, typer.Option("--ray", help="Train on a Ray cluster; its ADDRESS may follow, else 'auto'.")
    ] = False,
    slurm: Annotated[bool, typer.Option("--slurm", help="Train on Slurm, a job a model.")] = False,
    slurm_set: Annotated[
        list[str] | None, typer.Option(help="An option of sbatch: partition=gpu, time=240 (minutes).")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be trained; with --slurm, show a job's script.")
    ] = False,
) -> None:
    """Run what has changed, with times, and a verdict at the end. It is `dvc repro` with a face.

    params.yaml is looked at first: DVC alone says little where it lacks a key
    that dvc.yaml names. And with -s (--single-item) DVC runs no check, so that
    it does not see changed code: here, check runs before.

    With --jobs, --ray or --slurm the models that are lacking are trained
    side by side first, and asked about the test images as soon as they are there.
    """
    from lineup.cells import choice
    from lineup.repro.command import run as follow

    chosen, given = choice.of(arguments or [], jobs, ray, slurm, slurm_set or [])
    if chosen or dry_run:
        from lineup.cells import command
        from lineup.schema import valid

        command.fill(valid.load(), given, chosen or choice.Choice(jobs=1), dry_run)
        if dry_run:
            return
    if status := follow(given):
        raise typer.Exit(status)
