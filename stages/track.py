"""Bring MLflow in line with data/: one finished run a training, one for the comparison.

Run as `python -m stages.track`. Always run; with nothing to do it ends in well under a second. What goes
wrong on MLflow's side is a warning: the pipeline's results are in data/, and the next run repairs.
"""

import sys
from pathlib import Path

from stages import params, running
from stages.tracking import collect, receipt, recipe, store


def main(check: bool = False) -> None:
    """Compare the receipt, upsert where it does not hold; `check` asks the store in any case."""
    here = Path.cwd()
    study = params.load()
    recipes = {name: recipe.of_variant(variant) for name, variant in study.variants.items()}
    digest = collect.data_digest(here / "data", study.study, study.seeds, recipes)
    tracking = store.address(here)
    file = receipt.path(store.folder(here), study.study)
    if not check and receipt.holds(file, digest, tracking, store.database(tracking)):
        say(f"MLflow holds all runs of study {study.study}.")
        return
    trainings = [
        collect.training(here / "data", study.study, name, seed, recipes[name])
        for name in study.variants
        for seed in study.seeds
    ]
    try:
        from stages.tracking import bring

        copy = store.is_copy(here)
        run_ids = bring.study(here, study.study, trainings, study.dataset.source, supersede=not copy)
        if not copy:
            receipt.write(file, digest, tracking, store.database(tracking), run_ids)
        say(f"MLflow is up to date: {len(run_ids)} runs in experiment {study.study}.")
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        print(f"warning: MLflow is not up to date ({reason[:300]}); the next run repairs it", file=sys.stderr)
        say(f"MLflow could not be brought up to date for study {study.study}.")


def say(first: str) -> None:
    """Print how the store stands, and where to look."""
    print(f"{first}\nReport: data/report/report.html\nMLflow: uv run lineup ui", flush=True)


if __name__ == "__main__":
    running.stage(lambda: main(check="--check" in sys.argv[1:]))
