"""Bring MLflow in line with data/: one finished run a training, one for the comparison.

Run as `python -m stages.track`, or `lineup track`. Always run; with nothing to do it ends in well under a
second. It tells what data/ holds, and reads nothing of params.yaml. What goes wrong on MLflow's side is a
warning: the pipeline's results are in data/, and the next run repairs. `--check` changes nothing but asks the
store, which a receipt for a server does not.
"""

import sys
from pathlib import Path

from lineup.errors import LineupError, missing
from lineup.tracking import collect, experiments, failures, place, receipt, store
from lineup.tracking.collect import Study


def track(check: bool = False) -> None:
    """Compare the receipt, upsert where it does not hold; with `check` only look, LineupError if amiss."""
    here = Path.cwd()
    study = collect.study(here / "data")
    digest = collect.data_digest(here / "data", study.trainings)
    digest = f"{digest} {place.named(study.name)} {experiments.digest(here)}"
    tracking = store.address(here)
    address, database = failures.shown(tracking), store.database(tracking)
    file = receipt.path(store.folder(here), study.name)
    if check:
        ask(here, study, file)
        return
    if receipt.holds(file, digest, address, database):
        say(f"MLflow holds all runs of study {study.name}.")
        return
    try:
        from lineup.tracking import bring

        copy = store.is_copy(here)
        experiment, run_ids = bring.study(here, study)
        if not copy:
            receipt.write(file, digest, address, database)
    except Exception as error:
        if missing(error):
            raise  # no fault of MLflow's, and no next run of track would repair it
        why = failures.reason(error, tracking)
        print(f"warning: MLflow is not up to date ({why}); the next run repairs it", file=sys.stderr)
        say(f"MLflow could not be brought up to date for study {study.name}.")
    else:
        say(f"MLflow is up to date: {len(run_ids)} runs in experiment {experiment}.")


def ask(here: Path, study: Study, file: Path) -> None:
    """Print what MLflow lacks, take back the receipt, so that the next run repairs, and raise LineupError."""
    from lineup.tracking import audit

    tracking, count = store.address(here), len(study.recipes) + len(study.trainings) + 1
    address = failures.shown(tracking)
    try:
        faults = audit.study(here, study)
    except Exception as error:
        if missing(error):
            raise
        why = failures.reason(error, tracking)
        raise LineupError(f"MLflow at {address} could not be asked ({why}).") from error
    if not faults:
        runs = f"all {count} runs of study {study.name}"
        say(f"MLflow at {address} holds {runs}, with all that belongs to them.")
        return
    told = (line for run, found in faults.items() for line in (f"  {run}", *(f"    {one}" for one in found)))
    print("\n".join([f"MLflow at {address}, study {study.name}", *told]), flush=True)
    file.unlink(missing_ok=True)
    runs = f"{len(faults)} run(s)" if len(faults) < count else "all runs"
    raise LineupError(f"Something is amiss with {runs}. `lineup track` repairs it, and so does `dvc repro`.")


def say(first: str) -> None:
    print(f"{first}\nReport: data/report/report.html\nMLflow: lineup ui", flush=True)
