"""What MLflow lacks of what data/ holds: asked of the store or server itself, and nothing is changed."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lineup.tracking import collect, comparison, models, pictures, runs, store, upsert
from lineup.tracking.collect import Study, Training

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

Faults = dict[str, list[str]]  # what is amiss, by the name of the run


def study(here: Path, asked: Study) -> Faults:
    """Return what is amiss with the runs of a study; what track would leave as it is, is not."""
    tracking, name = store.address(here), asked.name
    wanted = [one.name for one in asked.trainings] + ["comparison"]
    file = store.database(tracking)
    if file and not file.exists():
        return {run: ["missing: there is no store"] for run in wanted}
    store.prepare(seconds=30)
    client = store.connect(tracking)
    experiment = client.get_experiment_by_name(name)
    if experiment is None or experiment.lifecycle_stage == "deleted":
        return {run: ["missing: there is no experiment"] for run in wanted}
    experiment_id, current = experiment.experiment_id, set[str]()
    faults = {one.name: of_training(client, experiment_id, one, current) for one in asked.trainings}
    faults["comparison"] = of_comparison(client, experiment_id, name, here / "data", current)
    for run in runs.search(client, experiment_id, {"study": name}):
        outdated = run.info.run_id not in current and run.info.lifecycle_stage == "active"
        if outdated and "superseded" not in run.data.tags:
            told = faults.setdefault(run.info.run_name, [])
            told.append(f"not marked as superseded: {run.info.run_id}")
    return {run: found for run, found in faults.items() if found}


def only(
    client: "MlflowClient", experiment_id: str, identity: dict[str, str], current: set[str]
) -> "tuple[Run | None, list[str]]":
    """Return the first active run with these tags, and what is wrong with their number and its status."""
    found = runs.search(client, experiment_id, identity)
    active = [run for run in found if run.info.lifecycle_stage == "active"]
    current |= {run.info.run_id for run in active}
    if not active:
        return None, ["deleted" if found else "missing"]
    faults = [f"{len(active)} runs in the place of one"] if len(active) > 1 else []
    if active[0].info.status != "FINISHED":
        faults.append(f"{active[0].info.status}, not FINISHED")
    if "superseded" in active[0].data.tags:
        faults.append("marked as superseded")
    return active[0], faults


def of_training(client: "MlflowClient", experiment_id: str, one: Training, current: set[str]) -> list[str]:
    """Return what is amiss with a training's run."""
    run, faults = only(client, experiment_id, one.identity, current)
    if run is None:
        return faults
    points = runs.epoch_points(one.history) + upsert.final_points(one)
    present = runs.logged(client, run.info.run_id, upsert.METRICS)
    lacking = sorted({name for name, _, _ in runs.missing(points, present)})
    if lacking:
        faults.append(f"lacks metrics: {', '.join(lacking)}")
    if runs.contradicts(points, present):
        faults.append("shows other values of metrics, or some twice")
    faults += entries("params", {key: str(value) for key, value in one.params.items()}, run.data.params)
    faults += entries("tags", upsert.tags(one), run.data.tags)
    faults += files(client, run, pictures.NAMES)
    if not (run.inputs and run.inputs.dataset_inputs):
        faults.append("lacks its data set")
    logged = models.find(client, run)
    if logged is None or not models.complete(client, logged):
        faults.append("lacks its model")
    return faults


def of_comparison(
    client: "MlflowClient", experiment_id: str, study: str, data: Path, current: set[str]
) -> list[str]:
    """Return what is amiss with the run of the report."""
    run, faults = only(client, experiment_id, comparison.identity(study, data), current)
    if run is None:
        return faults
    return (
        faults
        + entries("tags", comparison.tags(data), run.data.tags)
        + files(client, run, collect.REPORT_FILES)
    )


def entries(what: str, wanted: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    """Return which params or tags are missing or have another value."""
    lacking = [key for key in wanted if key not in present]
    other = [key for key in wanted if key in present and present[key] != wanted[key]]
    faults = [f"lacks {what}: {', '.join(lacking)}"] if lacking else []
    return faults + ([f"other {what}: {', '.join(other)}"] if other else [])


def files(client: "MlflowClient", run: "Run", wanted: Iterable[str]) -> list[str]:
    """Return which artifacts are missing."""
    lacking = sorted(set(wanted) - upsert.artifact_names(client, run.info.run_id))
    return [f"lacks artifacts: {', '.join(lacking)}"] if lacking else []


def show(faults: Faults, title: str) -> None:
    """Print the faults, those of a run below its name."""
    print(title)
    for run, found in faults.items():
        print("\n".join([f"  {run}", *(f"    {fault}" for fault in found)]), flush=True)
