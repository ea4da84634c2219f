"""`lineup status`: what `lineup run` would do."""

from typing import Annotated

import typer


def status(
    ci: Annotated[bool, typer.Option("--ci", help="End with 1 where something is to be run.")] = False,
) -> None:
    """Say which stages `lineup run` would run, and why. That is changed pictures, params or code.

    `dvc status` alone names check and track each time, since they always run,
    and does not see changed code.
    """
    from lineup.repro.status import changed
    from lineup.words import several

    found = changed()
    for name, why in found.items():
        print(f"{name}: {why}")
    if not found:
        print("Everything is up to date.")
        return
    verb = "is" if len(found) == 1 else "are"
    print(f"{several(len(found), 'stage')} {verb} to be run, and what depends on them: lineup run")
    if ci:
        raise typer.Exit(1)
