"""Bring MLflow in line with data/: one finished run a training, one for the comparison.

Run as `python -m stages.track`, or `lineup track`. Always run; with nothing to do it ends in well under a
second. What goes wrong on MLflow's side is a warning: the pipeline's results are in data/, and the next run
repairs. `--check` changes nothing but asks the store, which a receipt for a server does not.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from lineup.errors import LineupError
from lineup.records import recipe
from lineup.schema import params
from lineup.tracking import collect, failures, receipt, store
from lineup.tracking.collect import Training


def track(check: bool = False) -> None:
    """Compare the receipt, upsert where it does not hold; with `check` only look, LineupError if amiss."""
    here = Path.cwd()
    study = params.load()
    recipes = {
        name: recipe.flatten(recipe.of_variant(variant.model_dump()))
        for name, variant in study.variants.items()
    }
    digest = collect.data_digest(here / "data", study.study, study.seeds, recipes)
    tracking = store.address(here)
    address, database = failures.shown(tracking), store.database(tracking)
    file = receipt.path(store.folder(here), study.study)
    if not check and receipt.holds(file, digest, address, database):
        say(f"MLflow holds all runs of study {study.study}.")
        return
    trainings = [
        collect.training(here / "data", study.study, name, seed, recipes[name])
        for name in study.variants
        for seed in study.seeds
    ]
    if check:
        ask(here, study.study, trainings, file)
        return
    try:
        from lineup.tracking import bring

        copy = store.is_copy(here)
        run_ids = bring.study(here, study.study, trainings, study.dataset.source, supersede=not copy)
        if not copy:
            receipt.write(file, digest, address, database, run_ids)
        say(f"MLflow is up to date: {len(run_ids)} runs in experiment {study.study}.")
    except Exception as error:
        told = (
            f"warning: MLflow is not up to date ({failures.reason(error, tracking)}); the next run repairs it"
        )
        print(told, file=sys.stderr)
        say(f"MLflow could not be brought up to date for study {study.study}.")


def ask(here: Path, study: str, trainings: Sequence[Training], file: Path) -> None:
    """Print what MLflow lacks, take back the receipt, so that the next run repairs, and raise LineupError."""
    from lineup.tracking import audit

    tracking, count = store.address(here), len(trainings) + 1
    address = failures.shown(tracking)
    try:
        faults = audit.study(here, study, trainings)
    except Exception as error:
        told = failures.reason(error, tracking)
        raise LineupError(f"MLflow at {address} could not be asked ({told}).") from error
    if not faults:
        say(f"MLflow at {address} holds all {count} runs of study {study}, with all that belongs to them.")
        return
    audit.show(faults, f"MLflow at {address}, study {study}")
    file.unlink(missing_ok=True)
    runs = f"{len(faults)} run(s)" if len(faults) < count else "all runs"
    raise LineupError(f"Something is amiss with {runs}. `lineup track` repairs it, and so does `dvc repro`.")


def say(first: str) -> None:
    """Print how the store stands, and where to look."""
    print(f"{first}\nReport: data/report/report.html\nMLflow: uv run lineup ui", flush=True)
