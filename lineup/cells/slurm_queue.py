"""What becomes of jobs: their results, else what squeue says, which unlike sacct needs no accounting."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from lineup.cells.cell import Cell, Outcome

ASKING_SECONDS = 10
ENDED = set(
    "BOOT_FAIL CANCELLED COMPLETED DEADLINE FAILED NODE_FAIL OUT_OF_MEMORY REVOKED TIMEOUT gone".split()
)
USUAL = set("None Priority Resources Dependency BeginTime Prolog Cleaning".split())  # reasons that pass
RULE = "\n" + "-" * 22  # of submitit's, around a traceback
TIME_OVER = "timed-out too many times"  # submitit's words
ELAPSING = re.compile(r"(?:(?P<days>\d+)-)?(?:(?P<hours>\d+):)?(?P<minutes>\d+):\d+")  # a limit of sinfo's


class Job(NamedTuple):
    state: str = "gone"
    reason: str = "None"


class Queue:
    """The jobs of this user, asked for at most every ASKING_SECONDS; `ended`: how often each was seen so."""

    def __init__(self) -> None:
        self.asked = float("-inf")
        self.jobs: dict[str, Job] = {}
        self.ended: dict[str, int] = {}

    def look(self, names: Sequence[str]) -> bool:
        """Ask how these jobs are, by their numbers, if it is time to; say whether Slurm has answered."""
        if time.monotonic() - self.asked < ASKING_SECONDS:
            return False
        self.asked = time.monotonic()
        mine = f"--user={os.getuid()}"
        lines = answer("squeue", mine, "--noheader", "--states=all", "--format=%i|%T|%r")
        if lines is None:
            return False
        found = {name: Job(*rest) for name, *rest in (line.split("|", 2) for line in lines)}
        for name in names:
            if name in found or self.state(name) not in ENDED:
                self.jobs[name] = found.get(name, Job())
            self.ended[name] = self.ended.get(name, 0) + 1 if self.state(name) in ENDED else 0
        return True

    def state(self, name: str) -> str:
        """Return the latest state of a job; UNKNOWN before Slurm was asked."""
        return self.jobs.get(name, Job("UNKNOWN")).state

    def gone(self, name: str) -> bool:
        """Say whether a job has ended: seen twice, since one whose node is lost is queued again."""
        return self.ended.get(name, 0) > 1


@dataclass
class Handle:
    """A cell's job, whose result is a file beside its task; `minutes` that it may take."""

    job: Any
    queue: Queue
    cell: Cell
    log: Path
    minutes: int
    warned: str = ""

    def there(self) -> bool:
        return bool(self.job.paths.result_pickle.exists())

    def done(self) -> bool:
        return self.there() or self.queue.gone(self.job.job_id)

    def result(self) -> Outcome:
        if not self.there():
            state, said = self.queue.state(self.job.job_id), (self.job.stderr() or "").strip().splitlines()
            return Outcome(error=" ".join([f"Slurm ended its job {self.job.job_id} ({state}).", *said[-1:]]))
        try:
            outcome: Outcome = self.job.result()
        except Exception as error:
            if TIME_OVER in str(error):
                return Outcome(
                    error=f"its job ran out of time again and again, {self.minutes} minutes each; the next"
                    " run goes on from its last checkpoint, --slurm-set time=MINUTES gives it longer"
                )
            trace = [part.strip("-\n") for part in str(error).split(RULE)][:2][-1]
            return Outcome(error=(trace or repr(error)).splitlines()[-1])
        return outcome

    def warn(self) -> None:
        """Tell the log, once, of a reason to wait that may not pass by itself."""
        present = self.queue.jobs.get(self.job.job_id)
        if present and present.state == "PENDING" and present.reason not in {*USUAL, self.warned}:
            self.warned = present.reason
            waits = f"{self.cell.title} waits in Slurm's queue, job {self.job.job_id}: {self.warned}"
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"warning: {waits}\n")


def minutes(partition: str) -> int | None:
    """Return how long a job of the partition, or of several, may take; None without a limit.

    '' is the default one; of several, as sbatch takes them (a,b), the shortest limit counts.
    """
    limits = []
    for line in answer("sinfo", "--noheader", "--format=%P|%l") or ():
        name, _, limit = line.partition("|")
        wanted = name.rstrip("*") in partition.split(",") if partition else name.endswith("*")
        if wanted and (found := ELAPSING.fullmatch(limit)):
            days, hours, rest = (int(one or 0) for one in found.groups())
            limits.append((days * 24 + hours) * 60 + rest)
    return min(limits, default=None)


def answer(*command: str) -> list[str] | None:
    """Return the lines that a program prints; None where it fails or is not here."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.splitlines() if done.returncode == 0 else None
