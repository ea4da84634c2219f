"""What MLflow lacks of what data/ holds: asked of the store or server itself, and nothing is changed."""

from pathlib import Path

from lineup.tracking import gaps, place, runs, shown, standing, store, upsert
from lineup.tracking.collect import Study
from lineup.tracking.place import Place
from lineup.tracking.shown import Shown

Faults = dict[str, list[str]]  # what is amiss, by the name of the run


def study(here: Path, asked: Study) -> Faults:
    """Return what is amiss with the runs of a study; what track would leave as it is, is not."""
    file = store.database(store.address(here))
    data, comparison = here / "data", shown.of_comparison(asked.name, here / "data")
    names = [one.variant for one in asked.recipes] + [one.name for one in asked.trainings]
    if file and not file.exists():
        return {run: ["missing: there is no store"] for run in [*names, comparison.name]}
    store.prepare(seconds=30)
    where = place.found(here, asked.name)
    if where is None:
        return {run: ["missing: there is no experiment"] for run in [*names, comparison.name]}
    faults, current, parents = Faults(), list[str](), dict[str, str | None]()
    for one in asked.recipes:
        before = len(current)
        faults.setdefault(one.variant, []).extend(ask(where, shown.of_recipe(asked, one), current))
        parents[one.name] = next(iter(current[before:]), None)
    for training in asked.trainings:
        faults[training.name] = ask(
            where, shown.of_training(training, parents.get(training.recipe), data), current
        )
    faults[comparison.name] = ask(where, comparison, current)
    stands = standing.of(here, current)
    for run in runs.own(where, asked.name):
        if stands.superseded(run) and "superseded" not in run.data.tags:
            told = faults.setdefault(run.info.run_name, [])
            told.append(f"not marked as superseded: {run.info.run_id}")
    return {run: found for run, found in faults.items() if found}


def ask(where: Place, wanted: Shown, current: list[str]) -> list[str]:
    """Return what is amiss with the run that shows this, and add the ids of those that do to `current`."""
    found = runs.search(where.client, where.experiment_id, wanted.identity)
    if (lent := upsert.lent(where, wanted, found)) is not None:
        current.append(lent.info.run_id)
        return []
    own = [run for run in found if where.owns(run)]
    active = [run for run in own if run.info.lifecycle_stage == "active"]
    current += [run.info.run_id for run in active]
    if not active:
        return ["deleted" if own else "missing"]
    faults = [f"{len(active)} runs in the place of one"] if len(active) > 1 else []
    if active[0].info.status != "FINISHED":
        faults.append(f"{active[0].info.status}, not FINISHED")
    if "superseded" in active[0].data.tags:
        faults.append("marked as superseded")
    return faults + gaps.of(where.client, active[0], wanted).told()
