"""What MLflow is to show of a study: a run a training, one a recipe, with its seeds below it, one for all.

Who brings it there (upsert.py) and who asks whether it is there (audit.py) both go by this.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lineup.inference import workspace
from lineup.inference.facts import Facts
from lineup.inference.threshold import Promise
from lineup.tracking import collect, notes, pictures, recipes, runs, tags
from lineup.tracking.collect import Study, Training
from lineup.tracking.recipes import Recipe
from lineup.tracking.runs import Point

PARENT = "mlflow.parentRunId"
LONGEST_NOTE = 8000  # characters that MLflow takes for a tag
METRICS = (*runs.EPOCH_METRICS, *collect.FIGURES)


@dataclass(frozen=True)
class Shown:
    """One run as it is to be. identity: the tags that name it; metrics: the names that may have points."""

    name: str
    identity: dict[str, str]
    tags: dict[str, str]
    params: dict[str, str] = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    points: list[Point] = field(default_factory=list)
    files: tuple[str, ...] = ()
    draw: Callable[[], Mapping[str, bytes]] = dict
    training: Training | None = None  # of which there are a data set and a model, too
    facts: Callable[[], Facts] | None = None  # of the model
    parents: frozenset[str] = frozenset()  # runs that it may be below, beside the one that the tag names


def of_recipe(study: Study, one: Recipe) -> Shown:
    """Return the run of a recipe: its figures over seeds, under names that no training's have."""
    seeds = " ".join(map(str, one.seeds))
    return Shown(
        name=one.variant,
        identity={"kind": "recipe", "study": study.name, "recipe": one.name, "seeds": seeds},
        tags={"mlflow.note.content": notes.recipe(one)} | tags.made_by("compare"),
        params={key: str(value) for key, value in one.params.items()},
        metrics=recipes.FIGURES,
        points=[(name, 0, value) for name, value in one.figures.items()],
    )


def of_training(
    one: Training, parent: str | None, data: Path, parents: frozenset[str] = frozenset()
) -> Shown:
    """Return the run of a training, below the run of its recipe where that is known.

    A recipe has one run for each list of seeds. Where an experiment adds seeds to those of the workspace, the
    trainings that both have stay below what they are below: one of `parents`.
    """
    said = tags.of_training(one.variant, one.facts)
    said["parameters"] = f"{one.finals['parameters']:.0f}"  # MLflow's table sorts metrics, and has tags last
    said |= {"mlflow.note.content": notes.training(one)} | ({PARENT: parent} if parent else {})
    finals = [(name, 0, value) for name, value in one.finals.items()]
    return Shown(
        name=one.name,
        identity=one.identity,
        tags=said,
        params={key: str(value) for key, value in one.params.items()},
        metrics=METRICS,
        points=runs.epoch_points(one.history) + finals,
        files=pictures.NAMES,
        draw=lambda: pictures.draw(one, data),
        training=one,
        facts=lambda: facts(one, data),
        parents=parents,
    )


def facts(one: Training, data: Path) -> Facts:
    promise = Promise(one.finals.get("threshold"), one.finals.get("promised") or None)
    temperature = one.finals.get("temperature")
    return workspace.facts(one.variant, one.seed, one.facts["training_key"], temperature, promise, data)


def of_comparison(study: str, data: Path) -> Shown:
    """Return the run of the report, whose description is the report itself.

    It holds no metrics: their bars would stand before everybody's curves in MLflow's chart view.
    """
    report = data / "report"
    note = (report / "report.md").read_text(encoding="utf-8")[:LONGEST_NOTE]
    digest = collect.digest(report / name for name in collect.REPORT_FILES)
    return Shown(
        name="comparison",
        identity={"kind": "comparison", "study": study, "comparison_digest": digest},
        tags={"mlflow.note.content": note} | tags.made_by("compare"),
        files=collect.REPORT_FILES,
        draw=lambda: {name: (report / name).read_bytes() for name in collect.REPORT_FILES},
    )
