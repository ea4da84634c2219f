"""`lineup promote`: register the best model."""

from typing import Annotated

import typer


def promote(
    force: Annotated[bool, typer.Option("--force", help="Move the alias in any case; recorded.")] = False,
) -> None:
    """Register the study's best model. It becomes the `champion` where it beats the present one.

    Ends with status 0 where the study's best model is the champion afterwards, and with 1, a message saying
    why, where another stays: a CI job that deploys on promotion alone stops there by itself.
    """
    from lineup.promotion.command import promote as run

    run(force)
