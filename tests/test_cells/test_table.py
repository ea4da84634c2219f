"""What a person sees of cells while they are trained: a table on a terminal, lines elsewhere."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from lineup.cells import driver, progress
from lineup.cells.cell import Cell, Outcome
from lineup.cells.progress import Progress
from lineup.schema.variant import Resources

BEGUN = "# 2026-11-26 09:00:00 on node-7 GPU-a, process 12\n"


def cell(seed: int) -> Cell:
    return Cell("net", seed, 5, "images", Resources())


def epoch(number: int, seed: int = 0) -> str:
    return f"net seed {seed}  epoch {number}/5  loss 1  accuracy 0.5\n"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the clock, which the test sets."""
    seconds = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    return seconds


def say(one: Progress, text: str) -> list[str]:
    one.log.parent.mkdir(exist_ok=True)
    with one.log.open("a") as file:
        file.write(text)
    return one.update()


def shown(cells: list[Progress]) -> list[list[str]]:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(driver.table(cells))
    return [re.split(r"  +", line.strip()) for line in captured.get().splitlines()]


def test_the_table_says_which_cell_where_its_epoch_and_the_time_left(
    tmp_path: Path, now: list[float]
) -> None:
    """The time left is at the pace of the epochs seen here; an earlier run's lines count for nothing."""
    (tmp_path / "net-s0.log").write_text(BEGUN + epoch(4))
    one, other, waits = (progress.begin(cell(seed), tmp_path) for seed in range(3))
    say(one, BEGUN + "net seed 0: goes on\n" + epoch(2))
    now[0] = 60
    say(one, epoch(3) + "half a li")
    say(other, BEGUN + epoch(5, 1))
    other.outcome = Outcome(key="k")
    assert shown([one, other, waits]) == [
        ["cell", "where", "epoch", "time left"],
        ["net seed 0", "node-7 GPU-a", "3/5", "2 min"],
        ["net seed 1", "node-7 GPU-a", "5/5", "finished"],
        ["net seed 2", "waiting"],
    ]
    waits.outcome = Outcome(error="too wide")
    assert shown([waits])[1] == ["net seed 2", "failed"]


def test_a_cell_that_begins_again_elsewhere_has_its_new_pace(tmp_path: Path, now: list[float]) -> None:
    one = progress.begin(cell(0), tmp_path)
    say(one, BEGUN + epoch(1))
    now[0] = 10
    say(one, epoch(2))
    paces = [one.seconds_left]
    say(one, BEGUN.replace("node-7", "node-8"))
    assert one.where == "node-8 GPU-a"
    paces.append(one.seconds_left)
    say(one, epoch(2))
    now[0] = 12
    say(one, epoch(3))
    assert [*paces, one.seconds_left] == [30, None, 4]


def test_elsewhere_than_on_a_terminal_each_event_is_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    one = progress.begin(cell(0), tmp_path)
    with driver.shown([one]) as show:
        one.log.write_text(BEGUN + "I0000 noise of a library\nwarning: the disk is slow\n" + epoch(1))
        show()
        show()
    assert capsys.readouterr().out.splitlines() == [
        "net seed 0  on node-7 GPU-a",
        "warning: the disk is slow",
        "net seed 0  epoch 1/5  loss 1  accuracy 0.5",
    ]
