"""Runs by their key, and the points of their curves. A point is (metric, step, value)."""

import math
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from lineup.records.recipe import Plain
from lineup.tracking import experiments, store, tags
from lineup.tracking.place import OWNER, Place

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

EPOCH_METRICS = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "images_per_second")
BATCH, MOST_RUNS = 1000, 50_000  # MLflow's limits: metrics to log at once, runs to find

Point = tuple[str, int, float]
Logged = dict[tuple[str, int], list[float]]


def search(client: "MlflowClient", experiment_id: str, asked: Mapping[str, str]) -> "list[Run]":
    """Return all runs with these tags: active before deleted, FINISHED before others, oldest first."""
    from mlflow.entities import ViewType

    query = " and ".join(f"tags.{key} = '{value}'" for key, value in asked.items())
    found = client.search_runs([experiment_id], query, ViewType.ALL, max_results=MOST_RUNS)

    def rank(run: "Run") -> tuple[bool, bool, int, str]:
        info = run.info
        return info.lifecycle_stage == "deleted", info.status != "FINISHED", info.start_time, info.run_id

    return sorted(found, key=rank)


def own(place: Place, study: str, **asked: str) -> "list[Run]":
    """Return the workspace's own active runs of a study with these tags, in the order of `search`."""
    found = search(place.client, place.experiment_id, {"study": study, **asked})
    return [run for run in found if place.owns(run) and run.info.lifecycle_stage == "active"]


def obtain(place: Place, name: str, identity: Mapping[str, str], started: int | None = None) -> "Run":
    """Return the workspace's one active run with these tags: found, restored or created; surplus ones go."""
    client = place.client
    with store.locked(client.tracking_uri):
        found = [run for run in search(client, place.experiment_id, identity) if place.owns(run)]
        active = [run for run in found if run.info.lifecycle_stage == "active"]
        for surplus in active[1:]:
            client.delete_run(surplus.info.run_id)
        if active:
            return active[0]
        if found:
            latest = max(found, key=lambda run: run.info.start_time)
            client.restore_run(latest.info.run_id)
            return client.get_run(latest.info.run_id)
        return create(place, name, identity, started)


def create(place: Place, name: str, identity: Mapping[str, str], started: int | None = None) -> "Run":
    """Return a new run, RUNNING; `started` in milliseconds since 1970, None for now."""
    known = {**identity, **experiments.tags(), OWNER: place.workspace, **tags.by_user()}
    return place.client.create_run(place.experiment_id, started, known, name)


def describe(
    place: Place,
    run: "Run",
    said: Mapping[str, str],
    commit: str | None,
    params: Mapping[str, Plain] | None = None,
) -> None:
    """Give a run the params that it lacks and these tags; where it has none, a user and a commit."""
    from mlflow.entities import Param, RunTag

    known = run.data.tags
    wanted = {OWNER: place.workspace, **tags.of_commit(known.get("git_commit") or commit), **said}
    if known.get(tags.USER, "unknown") == "unknown":  # as MLflow calls the user of a run without one
        wanted |= tags.by_user()
    changed = [RunTag(key, value) for key, value in wanted.items() if known.get(key) != value]
    lacking = [Param(key, str(value)) for key, value in (params or {}).items() if key not in run.data.params]
    if lacking or changed:
        place.client.log_batch(run.info.run_id, params=lacking, tags=changed)


def epoch_points(history: Iterable[Mapping[str, float]]) -> list[Point]:
    return [(name, int(row["epoch"]), row[name]) for row in history for name in EPOCH_METRICS if name in row]


def logged(client: "MlflowClient", run: "Run", names: Iterable[str]) -> Logged:
    """Return every value that a run holds for these metrics, by name and step, the newest last.

    It takes a request a metric, so that none is asked for of which the run has no value.
    """
    values: Logged = {}
    for name in run.data.metrics.keys() & set(names):
        for metric in sorted(client.get_metric_history(run.info.run_id, name), key=lambda one: one.timestamp):
            values.setdefault((name, metric.step), []).append(metric.value)
    return values


def log(client: "MlflowClient", run_id: str, points: list[Point], model_id: str | None = None) -> None:
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    metrics = [Metric(name, value, now, step, model_id, run_id=run_id) for name, step, value in points]
    for start in range(0, len(metrics), BATCH):
        client.log_batch(run_id, metrics=metrics[start : start + BATCH])


def missing(points: Iterable[Point], present: Logged, retold: Collection[str] = ()) -> list[Point]:
    """Return the points that a run does not hold yet; of the metrics `retold`, as its newest value."""
    return [
        point
        for point in points
        if point[:2] not in present or (point[0] in retold and not same(present[point[:2]][-1], point[2]))
    ]


def contradicts(points: Iterable[Point], present: Logged, retold: Collection[str] = ()) -> bool:
    """Say whether a run holds another value than these points, one twice, or one that is not among them.

    Metrics `retold` may have had other values before.
    """
    wanted = {(name, step): value for name, step, value in points}
    return any(
        key not in wanted or (key[0] not in retold and (len(values) != 1 or not same(values[0], wanted[key])))
        for key, values in present.items()
    )


def same(first: float, second: float) -> bool:
    """Say whether two values are equal up to rounding; MLflow stores infinities as the largest number."""
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    limit = sys.float_info.max
    first, second = (min(max(value, -limit), limit) for value in (first, second))
    return math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-12)
