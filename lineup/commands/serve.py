"""`lineup serve`: answer over HTTP."""

from typing import Annotated

import typer

from lineup.commands.options import ModelAddress, TrainedVariant


def serve(
    variant: TrainedVariant = None,
    model: ModelAddress = None,
    host: Annotated[
        str, typer.Option(help="Where to listen; 0.0.0.0 lets other machines ask.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port.")] = 8000,
    allow_urls: Annotated[
        bool, typer.Option("--allow-urls", help="Fetch any address that a request names, local ones too.")
    ] = False,
) -> None:
    """Answer over HTTP what is in pictures. http://127.0.0.1:PORT is a page to drop them on."""
    from lineup.serving.command import serve as run

    run(variant=variant, address=model, host=host, port=port, allow_urls=allow_urls)
