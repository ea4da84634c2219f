"""Options that several commands share."""

from typing import Annotated

import typer

ModelAddress = Annotated[
    str | None, typer.Option(help="A registered model, such as models:/toons@champion, instead.")
]
TrainedVariant = Annotated[
    str | None, typer.Option(help="A trained variant; else the one that the report says to use.")
]
