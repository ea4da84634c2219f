"""The `lineup` command: what a person does beside `dvc repro`."""

from pathlib import Path
from typing import Annotated

import typer

from stages import errors

ModelAddress = Annotated[
    str | None, typer.Option(help="A registered model, such as models:/toons@champion, instead.")
]
app = typer.Typer(
    help="Which image classifier should I trust, and how much?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def root() -> None:
    """Which image classifier should I trust, and how much?"""


@app.command()
def ui(port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 5000) -> None:
    """Open MLflow on this project's runs, at http://127.0.0.1:PORT."""
    from stages.tracking.ui import open_ui

    open_ui(port=port)


@app.command()
def predict(
    paths: Annotated[list[Path], typer.Argument(help="Pictures, or folders of pictures.")],
    variant: Annotated[
        str | None, typer.Option(help="A trained variant; else the one with the lowest validation loss.")
    ] = None,
    model: ModelAddress = None,
    top: Annotated[int, typer.Option(min=1, help="How many classes to show.")] = 1,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Below it a picture is marked for a person.")
    ] = 0.0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say what is in pictures, with a trained model of this workspace or of MLflow's registry."""
    from stages.prediction.command import predict as run

    run(paths, variant=variant, address=model, top=top, min_confidence=min_confidence, as_json=json)


@app.command()
def promote(
    force: Annotated[bool, typer.Option("--force", help="Move the alias in any case; recorded.")] = False,
) -> None:
    """Register the study's best model; make it the `champion` where it is better than the present one.

    Ends with status 0 where the study's best model is the champion afterwards, and with 1, a message saying
    why, where another stays: a CI job that deploys on promotion alone stops there by itself.
    """
    from stages.promotion.command import promote as run

    run(force)


@app.command()
def serve(
    variant: Annotated[
        str | None, typer.Option(help="A trained variant; else the one with the lowest validation loss.")
    ] = None,
    model: ModelAddress = None,
    host: Annotated[
        str, typer.Option(help="Where to listen; 0.0.0.0 lets other machines ask.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port.")] = 8000,
    allow_urls: Annotated[
        bool, typer.Option("--allow-urls", help="Fetch any address that a request names, local ones too.")
    ] = False,
) -> None:
    """Answer over HTTP what is in pictures; with a page to drop pictures on, at http://127.0.0.1:PORT."""
    from stages.serving.command import serve as run

    run(variant=variant, address=model, host=host, port=port, allow_urls=allow_urls)


def main() -> None:
    """Run the command; a mistake of the user's ends with one message and status 1."""
    errors.run(app)


if __name__ == "__main__":
    main()
