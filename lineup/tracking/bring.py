"""Bring a whole study's MLflow experiment in line with data/."""

from functools import partial
from pathlib import Path

from lineup import processes
from lineup.tracking import notes, pictures, place, runs, shown, standing, store, upsert, view
from lineup.tracking.collect import Study, Training
from lineup.tracking.place import Place
from lineup.tracking.standing import Standing

MANY = 8  # trainings whose pictures are worth more than the start of processes


def study(here: Path, found: Study) -> tuple[str, list[str]]:
    """Upsert every recipe, training and the comparison; return the experiment's name, and their runs' ids."""
    store.prepare(seconds=30)
    where = place.opened(here, found.name)
    data = here / "data"
    recipes = {one.name: upsert.bring(where, shown.of_recipe(found, one), here, "") for one in found.recipes}
    seen = view.experiment_tags(found.ranked_by, list(recipes.values()))
    seen |= {"mlflow.note.content": notes.experiment(found.name), place.NAMED: place.named(found.name)}
    for key, value in seen.items():
        where.client.set_experiment_tag(where.experiment_id, key, value)
    others = runs.own(where, found.name, kind="recipe") if store.is_copy(here) else []
    parents, trainings = frozenset(run.info.run_id for run in others), []
    undrawn: dict[str, Training] = {}
    for one in found.trainings:
        wanted = shown.of_training(one, recipes.get(one.recipe), data, parents)
        trainings.append(upsert.bring(where, wanted, here, found.source, undrawn))
    drawn = processes.spread(partial(pictures.draw, data=data), list(undrawn.values()), worth=MANY)
    for run_id, files in zip(undrawn, drawn, strict=True):
        upsert.upload(where.client, run_id, files)
    comparison = upsert.bring(where, shown.of_comparison(found.name, data), here, "")
    run_ids = [*recipes.values(), *trainings, comparison]
    mark(where, found.name, standing.of(here, run_ids))
    return where.name, run_ids


def mark(where: Place, study: str, stands: Standing) -> None:
    """Tag the workspace's own runs that nothing holds any more `superseded`; take the tag off the others.

    Runs of an experiment that was renamed or saved get its name.
    """
    found = runs.own(where, study)
    told = stands.told(found)
    for run in found:
        for key, value in told.get(run.info.run_id, {}).items():
            where.client.set_tag(run.info.run_id, key, value)
        run_id, tagged = run.info.run_id, "superseded" in run.data.tags
        if stands.superseded(run) and not tagged:
            where.client.set_tag(run_id, "superseded", "true")
            if run.info.status == "RUNNING":  # killed, and then the recipe was changed
                where.client.set_terminated(run_id, stands.ending(run))
        elif tagged and stands.holds(run):
            where.client.delete_tag(run_id, "superseded")
