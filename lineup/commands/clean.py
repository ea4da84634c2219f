"""`lineup clean`: free what nothing names."""

from typing import Annotated

import typer


def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Free it, without asking.")] = False,
    older_than: Annotated[
        float, typer.Option(min=0, help="Days for which a checkpoint must not have changed.")
    ] = 7,
    superseded: Annotated[
        bool, typer.Option("--superseded", help="MLflow's superseded runs, too, not only deleted ones.")
    ] = False,
    remote: Annotated[
        bool, typer.Option("--remote", help="Trainings in DVC's remote, too: what cells of --ray left there.")
    ] = False,
) -> None:
    """Say what nothing names any more, and free it if asked.

    That is in checkpoints/, DVC's cache and MLflow.

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

    With --remote, trainings/ in DVC's remote, where machines of --ray
    exchange them: freed is what nothing names here and what did not change
    for --older-than days. Other clones may name it: they would train it
    again. What `dvc push` stored is left to `dvc gc`.
    """
    from lineup.cleaning.command import clean as run

    run(yes=yes, older_than=older_than, superseded=superseded, remote=remote)
