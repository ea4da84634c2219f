"""`lineup export`: the prepared images, or a trained model, for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lineup.commands.options import TrainedVariant


class Format(StrEnum):
    """What `lineup export` writes."""

    TFRECORD = "tfrecord"
    ONNX = "onnx"
    LITERT = "litert"
    SAVED_MODEL = "saved_model"


def export(
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.TFRECORD,
    shards: Annotated[
        int | None,
        typer.Option(min=1, help="Files for each split of images; else 15, or fewer of few images."),
    ] = None,
    variant: TrainedVariant = None,
    output: Annotated[
        Path | None, typer.Option(help="The folder to make, outside of data/; else one below exports/.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
) -> None:
    """Write images and their split, or a model, for other programs.

    tfrecord holds images. onnx, litert and saved_model hold one model whole:
    uint8 pixels in, calibrated probabilities out. Beside it model.json says
    the classes, how a picture is prepared, and the threshold below which an
    answer should go to a person.
    """
    from lineup.export.command import export as run

    run(form=form.value, shard_count=shards, variant=variant, output=output, force=force)
