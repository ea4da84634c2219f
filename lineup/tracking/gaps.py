"""What a run lacks of what it is to show: asked of MLflow, and nothing is changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineup.tracking import collect, models, runs
from lineup.tracking.runs import Point
from lineup.tracking.shown import PARENT, Shown

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run


@dataclass(frozen=True)
class Gap:
    points: list[Point]
    params: dict[str, str]
    tags: dict[str, str]  # those that are missing, and those with another value
    other_tags: list[str]  # which of them have another value
    files: list[str]
    dataset: bool
    model: bool
    other_points: bool  # another value, one twice, or one too many
    other_params: list[str]

    @property
    def another(self) -> bool:
        """Say whether a run shows another execution, which nothing that is added makes this one."""
        return self.other_points or bool(self.other_params)

    @property
    def hollow(self) -> bool:
        """Say whether results are missing or another execution's; what describes them may differ."""
        return self.another or bool(self.points or self.files or self.dataset or self.model)

    def told(self) -> list[str]:
        return [
            *listed("lacks metrics", sorted({name for name, _, _ in self.points})),
            *(["shows other values of metrics, or some twice"] if self.other_points else []),
            *listed("lacks params", self.params),
            *listed("other params", self.other_params),
            *listed("lacks tags", [key for key in self.tags if key not in self.other_tags]),
            *listed("other tags", self.other_tags),
            *listed("lacks artifacts", self.files),
            *(["lacks its data set"] if self.dataset else []),
            *(["lacks its model"] if self.model else []),
        ]


def listed(what: str, names: Iterable[str]) -> list[str]:
    names = list(names)
    return [f"{what}: {', '.join(names)}"] if names else []


def of(client: "MlflowClient", run: "Run", wanted: Shown) -> Gap:
    present = runs.logged(client, run, wanted.metrics)
    params, tags = run.data.params, run.data.tags
    held = {item.path for item in client.list_artifacts(run.info.run_id)} if wanted.files else set[str]()
    lacking = {key: value for key, value in wanted.tags.items() if tags.get(key) != value}
    if tags.get(PARENT) in wanted.parents:
        lacking.pop(PARENT, None)
    return Gap(
        points=runs.missing(wanted.points, present, collect.RETOLD),
        params={key: value for key, value in wanted.params.items() if key not in params},
        tags=lacking,
        other_tags=[key for key in lacking if key in tags],
        files=sorted(set(wanted.files) - held),
        dataset=wanted.training is not None and not (run.inputs and run.inputs.dataset_inputs),
        model=wanted.facts is not None and not models.whole(client, run, wanted.facts()),
        other_points=runs.contradicts(wanted.points, present, collect.RETOLD),
        other_params=[key for key, value in wanted.params.items() if params.get(key, value) != value],
    )
