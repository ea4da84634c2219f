"""`lineup init`: from pictures to a study."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Labels(StrEnum):
    """Which of nested folders are the classes."""

    FOLDER = "folder"
    INNER_FOLDER = "inner_folder"


def init(
    project: Annotated[Path, typer.Argument(help="The project's folder, made where there is none.")] = Path(),
    pictures: Annotated[
        str | None,
        typer.Option(
            "--pictures", "-p", help="A folder, an archive, an address, or OWNER/DATASET of Kaggle."
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The study's name; else that of the pictures.")] = None,
    labels: Annotated[
        Labels | None, typer.Option(help="Where folders are nested: the outer or the inner ones.")
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(help="Where a table has several that may be the class: its name, or number from 0."),
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="A file of ImageNet weights, as Keras publishes them.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing, as in CI.")] = False,
    update_stages: Annotated[
        bool,
        typer.Option("--update-stages", help="Rewrite dvc.yaml and stages/ for the installed Lineup alone."),
    ] = False,
) -> None:
    """Look at pictures and write the study that fits them. In a project of its own or in this one.

    It prints what it saw: classes and counts, sizes, formats, parts such as
    train, val and test, what it leaves out and why, and how long the study
    takes here. A params.yaml that is there is kept under studies/.

    lineup init flowers_study --pictures ~/flowers
    """
    if update_stages:
        from lineup.starting.updating import update

        update(project.expanduser())
        return
    from lineup.starting.command import init as run

    run(
        project,
        pictures=pictures,
        name=name,
        labels=labels.value if labels else None,
        column=int(column) if column and column.isdecimal() else column,
        weights=weights,
        yes=yes,
    )
