"""What `lineup run` says of the lines that DVC and the stages print."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.live import Live
from rich.text import Text

from lineup.repro import outputs
from lineup.repro.face import Face, in_our_words

SAID = """\
Stage 'download' didn't change, skipping
Stage 'split' is cached - skipping run, checking out outputs

Running stage 'train@cnn':
> python -m stages.train cnn
cnn seed 0 fold 2: trained before with the same recipe and data, restored
cnn seed 1  epoch 1/3  loss 3.395  accuracy 0.4167  val_loss 1.109  val_accuracy 0.3333
cnn seed 1  epoch 2/3  loss 0.8985  accuracy 0.6667  val_loss 1.087  val_accuracy 0.5
warning: the training is not shown in MLflow (gone); the track stage repairs it
cnn seed 1  epoch 3/3  loss 0.01193  accuracy 1  val_loss 1.082  val_accuracy 0.75
cnn seed 1 fold 2  epoch 2/3  loss 0.08699  accuracy 0.9722  val_loss 1.109  val_accuracy 0.25
Updating lock file 'dvc.lock'

Running stage 'compare':
> python -m stages.compare
compare: 1 variants; the report is data/report/report.html
Updating lock file 'dvc.lock'

To track the changes with git, run:

\tgit add dvc.lock

To enable auto staging, run:

\tdvc config core.autostage true
Use `dvc push` to send your updates to remote storage.
"""


class Kept:
    """Keeps what is said, and what is shown with a mark before it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def show(self, line: str) -> None:
        self.lines.append(f"~ {line}")


def lines(total: int = 4, trainings: int = 3) -> list[str]:
    out, ticks = Kept(), iter(range(0, 1000, 2))
    face = Face(out, total, trainings, clock=lambda: float(next(ticks)))
    for line in SAID.splitlines():
        face.line(line)
    face.end()
    return out.lines


def test_stages_are_counted_and_trainings_take_a_line_each() -> None:
    assert lines() == [
        "~ stage 1 of 4: download, as it was",
        "~ stage 2 of 4: split, taken from DVC's cache",
        "~ stage 3 of 4: train@cnn",
        "cnn seed 0 fold 2: trained before with the same recipe and data, restored",
        "~ stage 3 of 4: train@cnn, seed 1: epoch 1 of 3; validation accuracy 0.3333",
        "~ stage 3 of 4: train@cnn, seed 1: epoch 2 of 3, 2.0 s an epoch, 8.0 s left;"
        " validation accuracy 0.5",
        "warning: the training is not shown in MLflow (gone); the track stage repairs it",
        "~ stage 3 of 4: train@cnn, seed 1: epoch 3 of 3, 2.0 s an epoch, 6.0 s left;"
        " validation accuracy 0.75",
        "cnn seed 1: trained; validation accuracy 0.75",
        "~ stage 3 of 4: train@cnn, seed 1 fold 2: epoch 2 of 3; validation accuracy 0.25",
        "cnn seed 1 fold 2: trained; validation accuracy 0.25",
        "stage 3 of 4: train@cnn: 10 s",
        "~ stage 4 of 4: compare",
        "compare: 1 variants; the report is data/report/report.html",
        "stage 4 of 4: compare: 2.0 s",
        "2 of 4 stages had nothing to do.",
    ]


def test_without_a_total_the_stages_are_numbered_alone() -> None:
    assert lines(total=0)[2] == "~ stage 3: train@cnn"


def test_elsewhere_than_on_a_terminal_every_line_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with outputs.here() as out:
        out.show("one")
        out.say("two")
    assert capsys.readouterr().out == "one\ntwo\n"


@pytest.fixture
def terminal() -> Iterator[tuple[outputs.Terminal, io.StringIO]]:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=20)
    with Live(Text(""), console=console, transient=True, refresh_per_second=5) as live:
        yield outputs.Terminal(live), written


def test_on_a_terminal_the_bottom_line_is_replaced(terminal: tuple[outputs.Terminal, io.StringIO]) -> None:
    out, written = terminal
    out.show("epoch 1 of 3 and more than fits into a line")
    out.live.refresh()
    out.say("[trained] in a line that is longer than the terminal")
    out.show("epoch 1 of 3")
    out.live.stop()
    text = written.getvalue()
    assert "epoch 1 of 3 and mo…" in text
    assert "[trained] in a line that is longer than the terminal\n" in text
    assert text.count("\x1b[2K") >= 2  # lines that were cleared


def test_a_stage_that_has_said_its_mistake_is_not_told_again() -> None:
    out = Kept()
    face = Face(out, 0, 1, clock=lambda: 0.0)
    failed = "ERROR: failed to reproduce 'split': failed to run: python -m stages.split, exited with"
    for line in ("error: No class has two pictures.", f"{failed} 1", f"{failed} -9"):
        face.line(line)
    assert out.lines == ["error: No class has two pictures.", f"{failed} -9"]


DVC_SAYS = {
    "ERROR: failed to reproduce 'split': [Errno 2] No such file or directory: '/a b/data/images'": (
        "error: split reads /a b/data/images, which is not there. `lineup run` runs what makes it."
    ),
    "ERROR: failed to transfer '2f' - [Errno 28] No space left on device: '/x' -> '/y'": (
        "error: A file could not be written: No space left on device. Nothing that was finished is lost. Make"
        " space (`lineup clean` lists what nothing needs) and run it again: it goes on."
    ),
    "ERROR: failed to push": "ERROR: failed to push",
}


def test_a_full_disk_that_dvc_meets_twice_is_told_once() -> None:
    out = Kept()
    face = Face(out, 0, 1, clock=lambda: 0.0)
    for what in ("failed to transfer '2f' -", "failed to reproduce 'split':"):
        face.line(f"ERROR: {what} [Errno 28] No space left on device: '/x' -> '/y'")
    assert out.lines == [in_our_words("ERROR: x [Errno 28] No space left on device")]


@pytest.mark.parametrize("line", DVC_SAYS)
def test_what_dvc_says_without_what_to_do_is_said_with_it(line: str) -> None:
    assert in_our_words(line) == DVC_SAYS[line]
