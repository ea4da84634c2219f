"""What is said while `dvc repro` runs, from the lines that DVC and the stages print."""

import errno
import os
import re
import time
from collections.abc import Callable
from typing import Protocol

from lineup.errors import full
from lineup.words import duration

RUNS = re.compile(r"Running stage '(.+)':")
RESTORES = re.compile(r"Stage '(.+)' is cached - skipping run, checking out outputs")
SKIPS = re.compile(r"Stage '(.+)' didn't change, skipping")
TRAINING = r"(\S+ seed \d+(?: fold \d+)?)"  # as lineup.which says it
EPOCH = re.compile(rf"{TRAINING}  epoch (\d+)/(\d+)  .*val_accuracy (\S+)")
KEPT = re.compile(rf"{TRAINING}: trained before")
FAILED = r"ERROR: failed to reproduce '.+': failed to run: .+, exited with 1$"  # a stage has said why
NOISE = re.compile(
    r"$|> python -m |(Updating|Generating) lock file|Use `dvc push`|To (track|enable)|\t(git|dvc) "
    r"|Data and pipelines"
)  # of DVC's, which say nothing that a person needs here


ABSENT = re.compile(r"ERROR: failed to reproduce '(.+)': \[Errno 2\] .+: '(.+)'$")
FULL = re.compile(rf"ERROR: .*{re.escape(os.strerror(errno.ENOSPC))}")


def in_our_words(line: str) -> str | None:
    """Return what is said in a line's place, where DVC does not say what to do; None for nothing."""
    if re.match(FAILED, line):
        return None
    if found := ABSENT.match(line):
        return f"error: {found[1]} reads {found[2]}, which is not there. `lineup run` runs what makes it."
    return f"error: {full(os.strerror(errno.ENOSPC))}" if FULL.match(line) else line


class Out(Protocol):
    """Where lines go."""

    def say(self, line: str) -> None:
        """Print a line that stays."""

    def show(self, line: str) -> None:
        """Print a line that the next one may replace."""


class Face:
    """Turns lines into fewer and better ones.

    total: the number of stages, 0 where it is not known; trainings: of a variant, for the time left;
    clock: in seconds.
    """

    def __init__(
        self, out: Out, total: int, trainings: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.out, self.total, self.trainings, self.clock = out, total, trainings, clock
        self.number, self.stage, self.skipped = 0, "", 0
        self.began = self.training_began = clock()
        self.training, self.first, self.trained, self.figures = "", 0, 0, ""
        self.mistake = ""  # the last one that was told

    def line(self, text: str) -> None:
        if found := RUNS.match(text):
            self.end_stage()
            self.begin(found[1])
            self.out.show(self.title())
        elif found := RESTORES.match(text) or SKIPS.match(text):
            self.end_stage()
            self.begin(found[1])
            self.skipped += 1
            known = "taken from DVC's cache" if RESTORES.match(text) else "as it was"
            self.out.show(f"{self.title()}, {known}")
            self.stage = ""
        elif found := EPOCH.match(text):
            self.epoch(found[1], int(found[2]), int(found[3]), found[4])
        elif not NOISE.match(text) and (said := in_our_words(text)) and said != self.mistake:
            self.trained += bool(KEPT.match(text))
            self.mistake = said if said.startswith("error: ") else self.mistake
            self.out.say(said)

    def begin(self, stage: str) -> None:
        self.number, self.stage, self.trained = self.number + 1, stage, 0
        self.began = self.clock()

    def title(self) -> str:
        """Return 'stage 6 of 15: train@cnn'."""
        of = f" of {self.total}" if self.total else ""
        return f"stage {self.number}{of}: {self.stage}"

    def epoch(self, training: str, number: int, epochs: int, accuracy: str) -> None:
        """Show how a training goes on: the first epoch's time holds its start, so that it is not told."""
        now = self.clock()
        if training != self.training:
            self.end_training()
            self.training, self.training_began, self.first = training, now, number
        text = f"{self.title()}, {training.partition(' ')[2]}: epoch {number} of {epochs}"
        if number > self.first:
            each = (now - self.training_began) / (number - self.first)
            left = each * (epochs - number + epochs * max(0, self.trainings - self.trained - 1))
            text += f", {duration(each)} an epoch, {duration(left)} left"
        self.figures = f"validation accuracy {accuracy}"
        self.out.show(f"{text}; {self.figures}")
        if number == epochs:
            self.end_training()

    def end_training(self) -> None:
        if self.training:
            self.trained += 1
            self.out.say(f"{self.training}: trained; {self.figures}")
        self.training = ""

    def end_stage(self) -> None:
        self.end_training()
        if self.stage:
            self.out.say(f"{self.title()}: {duration(self.clock() - self.began)}")
        self.stage = ""

    def end(self) -> None:
        self.end_stage()
        if self.skipped:
            self.out.say(f"{self.skipped} of {self.number} stages had nothing to do.")
