"""`lineup check`: is params.yaml right?"""


def check() -> None:
    """Say what is wrong with params.yaml and the pictures' layout. Each mistake with what was expected.

    Nothing is run or written. Ends with status 1 where something is wrong.
    """
    from pathlib import Path

    from lineup.layouts import unsaid
    from lineup.schema import valid
    from lineup.words import several

    study = valid.load()
    if study.dataset.source == "folder":
        data = study.dataset
        unsaid.refuse_folder(Path(data.path), data.model_fields_set, data.exclude)
    trainings = len(study.variants) * len(study.seeds) * len(study.split.trainings)
    folds = f" in {study.split.folds} folds" if study.split.folds else ""
    print(
        f"params.yaml is right: study {study.study}, {several(len(study.variants), 'variant')} with"
        f" {several(len(study.seeds), 'seed')}{folds}, {several(trainings, 'training')}.\nNext: lineup run"
    )
