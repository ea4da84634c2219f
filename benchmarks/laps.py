"""A process that stands by and does the same again whenever it is asked: start-up and compilation count once.

What it does is a lap: seconds and processor seconds are those of the lap, the peak of memory that of the
process.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks.alternation import Side, Taken

ROOT = Path(__file__).parent.parent


class Laps:
    """The standing process's own end: it waits for a line on standard input, and says what a lap took."""

    def begin(self) -> bool:
        """Wait until a lap is asked for; False where nobody will ask any more."""
        if not sys.stdin.readline():
            return False
        self.started, self.processor = time.perf_counter(), time.process_time()
        return True

    def end(self, images: int, memory: float | None = None) -> None:
        """Say what the lap took; memory: a peak in MiB to be told instead of the process's."""
        seconds, processor = time.perf_counter() - self.started, time.process_time() - self.processor
        peak = memory or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(asdict(Taken(seconds, processor, peak, images))), flush=True)


def serve(lap: Callable[[], int]) -> None:
    """Do laps as long as they are asked for; `lap` returns how many images it worked on."""
    laps = Laps()
    while laps.begin():
        laps.end(lap())


@contextmanager
def standing(command: Sequence[str], folder: Path = ROOT) -> Iterator[Side]:
    """Start a process that stands by; yield what has it do a lap. RuntimeError where it ends instead."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        ask, answer = process.stdin, process.stdout
        assert ask is not None and answer is not None  # noqa: S101, PT018

        def lap() -> Taken:
            ask.write("\n")
            ask.flush()
            for line in answer:
                if line.startswith("{"):
                    return Taken(**json.loads(line))
            raise RuntimeError(f"{' '.join(command)} ended with status {process.wait()}")

        try:
            yield lap
        finally:
            ask.close()
            answer.read()
