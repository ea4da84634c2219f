"""What cells made becomes outputs of DVC's stages, in data/ and dvc.lock: of features, train and evaluate.

The driver alone records it, as soon as a stage's cells have ended well. What it does not come to, `dvc repro`
does.
"""

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from lineup import processes, running
from lineup.cells import plan, restoring
from lineup.cells.cell import FEATURES, Cell, Outcome
from lineup.errors import LineupError
from lineup.schema.params import Params
from lineup.schema.variant import Resources

ANSWERS, COST = "answers", "cost"  # the parts of an evaluation, as stages/evaluate.py has them
EDITED = (
    "params.yaml was edited while trainings were under way. What was finished is kept: run the same again."
)
FILE = Path("params.yaml")
OUTPUTS = {"features": "features", "evaluate": "results"}


class Assembly:
    """Has features made and variants trained, and those evaluated that `evaluated` names; records all of it.

    variants: those that may need it. errors: why something could not be recorded; nothing is after the first.
    """

    def __init__(self, study: Params, variants: Sequence[str], evaluated: Collection[str]) -> None:
        self.study, self.variants, self.evaluated = study, variants, evaluated
        self.params = FILE.read_bytes()
        self.training: dict[str, dict[tuple[int, int], Cell]] = {}
        self.begun: list[Cell] = []  # stages
        self.answered: list[str] = []
        self.errors: list[LineupError] = []

    def first(self, backbones: Sequence[str]) -> list[Cell]:
        """Return the cells that can begin: these backbones' features, and trainings that need none."""
        later = {f"{FEATURES}{name}" for name in backbones}
        now = [name for name in self.variants if self.study.variants[name].input not in later]
        return [*(self.begin("features", name) for name in backbones), *self.trainings(now)]

    def then(self, outcomes: Mapping[Cell, Outcome], idle: bool) -> list[Cell]:
        """Record what has ended, and return the cells that can begin now.

        A variant's models answer as soon as they are there, beside other trainings. How long they take is
        measured at the end, one after the other, while nothing else runs.
        """
        following = []
        for name in [one for one, cells in self.training.items() if outcomes.keys() >= set(cells.values())]:
            made = {key: outcomes[cell] for key, cell in self.training.pop(name).items()}
            if self.trained(name, made) and name in self.evaluated:
                following.append(self.begin("evaluate", name, ANSWERS))
        for cell in [cell for cell in self.begun if cell in outcomes]:
            self.begun.remove(cell)
            if not outcomes[cell].error:  # otherwise `dvc repro` comes to it again, and says so
                following += self.ended(*cell.stage)
        if idle and not following and self.answered:
            following.append(self.begin("evaluate", self.answered.pop(0), COST))
        return following

    def begin(self, *stage: str) -> Cell:
        """Return a stage, or a part of one, as a cell; its output is removed before, as DVC does."""
        name, key = stage[:2]
        if COST not in stage:
            shutil.rmtree(Path("data", OUTPUTS[name], key), ignore_errors=True)
        self.begun.append(Cell(key, 0, 1, "images", Resources(), stage=stage))
        return self.begun[-1]

    def ended(self, stage: str, name: str, part: str = "") -> list[Cell]:
        """Take note of a stage, or a part, that ended well; return the trainings that waited for it."""
        if part == ANSWERS:
            self.answered.append(name)
        elif self.record(f"{stage}@{name}") and not part:
            read = f"{FEATURES}{name}"
            return self.trainings([one for one in self.variants if self.study.variants[one].input == read])
        return []

    def trainings(self, names: Sequence[str]) -> list[Cell]:
        found: plan.Trainings = {}
        with self.noted():
            found = plan.trainings(self.study, plan.lacking(names), Path("data"))
        for (name, seed, fold), cell in found.items():
            self.training.setdefault(name, {})[seed, fold] = cell
        return plan.cells(found)

    def trained(self, name: str, made: Mapping[tuple[int, int], Outcome]) -> bool:
        """Take a variant's trainings, by seed and fold, to data/models, unless one failed; say whether."""
        if any(outcome.error for outcome in made.values()):
            return False
        output = Path("data/models", name)

        def copy() -> None:
            shutil.rmtree(output, ignore_errors=True)
            for (seed, fold), outcome in made.items():
                store = restoring.place(outcome.key)
                with FileLock(f"{store}.lock"):
                    restoring.copy(self.study, store, output, seed, fold)

        running.alone(copy, Path("data"), f"{plan.TRAIN}{name}")
        return self.record(f"{plan.TRAIN}{name}")

    def record(self, address: str) -> bool:
        """Record a stage in dvc.lock, uninterrupted by signals; say whether that was possible."""
        with self.noted(), processes.deferred():
            if not self.errors:
                if FILE.read_bytes() != self.params:
                    raise LineupError(EDITED)
                plan.record(address)
        return not self.errors

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note a LineupError, so that it ends no training."""
        try:
            yield
        except LineupError as error:
            self.errors.append(error)
