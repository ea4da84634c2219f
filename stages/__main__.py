"""The `lineup` command: what a person does beside `dvc repro`."""

from enum import StrEnum
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


class Format(StrEnum):
    """What `lineup export` writes."""

    TFRECORD = "tfrecord"


@app.callback()
def root() -> None:
    """Which image classifier should I trust, and how much?"""


@app.command()
def track(
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; ask MLflow, and end with 1 if something is amiss."),
    ] = False,
) -> None:
    """Bring MLflow in line with data/, as the last stage of `dvc repro` does.

    A receipt in mlruns/ says that this was done. A local store is compared
    with it each time; what became of runs on a server, only --check finds,
    and it takes the receipt back, so that the next run repairs.
    """
    from stages.track import main as run

    run(check)


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


@app.command()
def export(
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.TFRECORD,
    shards: Annotated[int, typer.Option(min=1, help="Files for each split.")] = 15,
    output: Annotated[
        Path | None, typer.Option(help="The folder to make, outside of data/; else exports/STUDY.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
) -> None:
    """Write the prepared images and their split for other programs."""
    from stages.export.command import export as run

    run(form=form, shard_count=shards, output=output, force=force)


@app.command()
def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Free it, without asking.")] = False,
    older_than: Annotated[
        float, typer.Option(min=0, help="Days for which a checkpoint must not have changed.")
    ] = 7,
    superseded: Annotated[
        bool, typer.Option("--superseded", help="MLflow's superseded runs, too, not only deleted ones.")
    ] = False,
) -> None:
    """Say what checkpoints/, DVC's cache and MLflow hold, and free what nothing names any more.

    Without --yes it only lists, and asks where it runs on a terminal. data/
    and your pictures are never touched.

    DVC's cache: freed is what neither the pipeline names, here or in any
    commit or experiment of git, nor is a result of a study, params.yaml or
    studies/*.yaml. A result of a study is what its params made, with whatever
    code. So keep the params of a study that you want back in studies/, or
    commit its dvc.lock. A cache outside of .dvc/ (cache.dir) may be another
    project's, too, and stays.

    checkpoints/: a training stays while data/models, params.yaml or such a
    result has its key, while it runs, and for --older-than days after its
    last change, finished or not.

    MLflow: freed are runs that were deleted there, with their models and
    files (`mlflow gc`). A server cleans itself.
    """
    from stages.cleaning.command import clean as run

    run(yes=yes, older_than=older_than, superseded=superseded)


def main() -> None:
    """Run the command; a mistake of the user's ends with one message and status 1."""
    errors.run(app)


if __name__ == "__main__":
    main()
