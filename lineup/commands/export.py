"""`lineup export`: the prepared images for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """What `lineup export` writes."""

    TFRECORD = "tfrecord"


def export(
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.TFRECORD,
    shards: Annotated[int, typer.Option(min=1, help="Files for each split.")] = 15,
    output: Annotated[
        Path | None, typer.Option(help="The folder to make, outside of data/; else exports/STUDY.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
) -> None:
    """Write the prepared images and their split for other programs."""
    from lineup.export.command import export as run

    run(form=form, shard_count=shards, output=output, force=force)
