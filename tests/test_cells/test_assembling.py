"""What follows the cells of a run, and what the driver records of it; DVC and trainings only pretend."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from lineup.cells import assembling, plan
from lineup.cells.assembling import Assembly
from lineup.cells.cell import Cell, Outcome
from lineup.errors import LineupError
from lineup.schema.params import Params
from tests import finished
from tests.conftest import SMALL

ERROR = Outcome(error="broken")


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the stages that DVC was told of, in a project of three variants of two seeds."""
    monkeypatch.chdir(tmp_path)
    finished.write_params(tmp_path)
    (tmp_path / "data").mkdir()
    told = list[str]()

    def trainings(study: Params, names: Iterable[str], _: Path) -> plan.Trainings:
        return {(name, seed, 0): plan.one(study, name, seed) for name in names for seed in study.seeds}

    monkeypatch.setattr(plan, "record", told.append)
    monkeypatch.setattr(plan, "lacking", list)
    monkeypatch.setattr(plan, "trainings", trainings)
    return told


def assembly() -> Assembly:
    study = Params.model_validate(
        {**SMALL, "backbones": {"tiny": finished.BACKBONE}, "variants": finished.VARIANTS}
    )
    return Assembly(study, ["head", "one", "two"], ["one", "two"])


def trained(cell: Cell) -> Outcome:
    """Return a training that another machine, or this one, has made: its key alone says where it lies."""
    store = Path("checkpoints", f"key-{cell.name}", "finished")
    store.mkdir(parents=True, exist_ok=True)
    (store / "training.json").write_text(cell.name)
    return Outcome(key=f"key-{cell.name}")


def titles(cells: Iterable[Cell]) -> list[str]:
    return [cell.title for cell in cells]


def test_each_part_begins_as_soon_as_it_can(recorded: list[str]) -> None:
    """Answers beside trainings, costs one after the other when nothing else runs, all recorded."""
    one, outcomes = assembly(), dict[Cell, Outcome]()
    features, *others = one.first(["tiny"])
    assert titles([features, *others]) == [
        "features tiny",
        *(f"{name} seed {seed}" for name in ("one", "two") for seed in (0, 1)),
    ]
    Path("data/results/one").mkdir(parents=True)
    outcomes |= {cell: trained(cell) for cell in others[:2]}
    (answers,) = one.then(outcomes, False)
    assert answers.title == "evaluate one answers"
    assert Path("data/models/one/1/training.json").read_text() == "one-s1"
    assert not Path("data/results/one").exists()
    outcomes |= {features: Outcome(), answers: Outcome()}
    heads = one.then(outcomes, False)
    assert titles(heads) == ["head seed 0", "head seed 1"]
    outcomes |= {cell: trained(cell) for cell in heads} | dict.fromkeys(others[2:], ERROR)
    (cost,) = one.then(outcomes, True)
    assert cost.title == "evaluate one cost"
    assert recorded == ["train@one", "features@tiny", "train@head"]
    assert one.then({**outcomes, cost: Outcome()}, True) == []
    assert recorded[3:] == ["evaluate@one"]
    assert one.errors == []


def test_costs_are_measured_one_after_the_other(recorded: list[str]) -> None:
    one = assembly()
    outcomes = {cell: trained(cell) for cell in one.first([])}
    answers = one.then(outcomes, True)
    assert titles(answers) == ["evaluate one answers", "evaluate two answers"]
    outcomes |= dict.fromkeys(answers, Outcome())
    (first,) = one.then(outcomes, True)
    (second,) = one.then({**outcomes, first: ERROR}, True)
    assert titles([first, second]) == ["evaluate one cost", "evaluate two cost"]
    assert one.then({**outcomes, first: ERROR, second: Outcome()}, True) == []
    assert recorded == ["train@head", "train@one", "train@two", "evaluate@two"]


def test_nothing_is_recorded_of_an_edited_study(recorded: list[str]) -> None:
    """Nor what DVC refuses; either ends no training that is under way."""
    one = assembly()
    cells = one.first([])
    finished.write_params(Path(), seeds=[0])
    assert one.then({cell: trained(cell) for cell in cells[:2]}, False) == []
    assert (recorded, [str(error) for error in one.errors]) == ([], [assembling.EDITED])
    other = assembly()

    def refuse(_: str) -> None:
        raise LineupError("DVC says: locked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "record", refuse)
        assert other.then({cell: trained(cell) for cell in other.first([])}, True) == []
    assert [str(error) for error in other.errors] == ["DVC says: locked"]
