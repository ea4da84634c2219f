"""Which runs of a workspace are superseded: those that neither its data/ nor an experiment of DVC's holds."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lineup import repository, running
from lineup.tracking import experiments, recipes
from lineup.tracking.experiments import Held

if TYPE_CHECKING:
    from mlflow.entities import Run


@dataclass(frozen=True)
class Standing:
    """What holds a workspace's runs: the ids of data/'s own, DVC's experiments, trainings under way."""

    current: frozenset[str]
    held: Held | None  # None while an experiment runs: it supersedes nothing
    checkpoints: Path

    def holds(self, run: "Run") -> bool:
        if run.info.run_id in self.current:
            return True
        return self.held is not None and bool(
            marks(run.data.tags) & self.held.marks or run.data.tags.get(experiments.NAME) in self.held.names
        )

    def superseded(self, run: "Run") -> bool:
        """Say whether nothing holds a run any more; one whose training is under way stands."""
        return self.held is not None and not self.holds(run) and not self.under_way(run)

    def told(self, runs: "Iterable[Run]") -> dict[str, dict[str, str]]:
        """Return the tags that runs lack, by their ids, after `dvc exp rename` and `dvc exp save`."""
        if self.held is None:
            return {}
        runs, known = list(runs), dict[str, list[frozenset[str]]]()
        for run in runs:
            if name := run.data.tags.get(experiments.NAME):
                known.setdefault(name, []).append(frozenset(marks(run.data.tags)))
        found, new = {}, self.held.renamed(known)
        for run in runs:
            name = run.data.tags.get(experiments.NAME)
            if name is None:
                found[run.info.run_id] = self.held.saved(marks(run.data.tags))
            elif name in new:
                found[run.info.run_id] = {experiments.NAME: new[name]}
        return found

    def under_way(self, run: "Run") -> bool:
        return running.held(self.checkpoints / f"{run.data.tags.get('training_key')}.lock")

    def ending(self, run: "Run") -> str:
        finished = (self.checkpoints / str(run.data.tags.get("training_key")) / "finished").exists()
        return "FINISHED" if finished else "KILLED"


def of(here: Path, current: list[str]) -> Standing:
    """Return what holds the runs of the workspace of `here`, in whose data/ those named `current` are."""
    held = None if os.environ.get("DVC_EXP_NAME") else experiments.held(here)
    return Standing(frozenset(current), held, repository.root(here) / "checkpoints")


def marks(tags: dict[str, str]) -> set[str]:
    """Return what a run is known by, as experiments.Held has it."""
    found = {tags[name] for name in ("training_key", "comparison_digest") if name in tags}
    if tags.get("kind") != "recipe":
        return found
    return found | {recipes.mark(tags["recipe"], map(int, tags["seeds"].split()))}
