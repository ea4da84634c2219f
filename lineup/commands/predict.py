"""`lineup predict`: ask a model about pictures."""

from pathlib import Path
from typing import Annotated

import typer

from lineup.commands.options import ModelAddress, TrainedVariant
from lineup.errors import LineupError


def predict(
    paths: Annotated[list[Path], typer.Argument(help="Pictures, or folders of pictures.")],
    variant: TrainedVariant = None,
    model: ModelAddress = None,
    top: Annotated[int, typer.Option(min=1, help="How many classes to show.")] = 1,
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Below it a person is asked. Default: the model's own threshold."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
    copy_to: Annotated[
        Path | None, typer.Option(help="Copy the pictures there, a folder a class, those for a person apart.")
    ] = None,
) -> None:
    """Say what is in pictures. A trained model of this workspace, or of MLflow's registry, is asked."""
    from lineup.serving.predict import predict as run

    if json and csv:
        raise LineupError("Give --json or --csv, not both: each is a form of the whole answer.")
    form = "json" if json else "csv" if csv else "table"
    run(
        paths,
        variant=variant,
        address=model,
        top=top,
        min_confidence=min_confidence,
        form=form,
        copy_to=copy_to,
    )
