"""What this machine can do: its cores, its speed with numbers, whether it has a graphics card."""

import shutil
import time
from typing import NamedTuple

import numpy as np

from lineup import processes

SIDE = 768  # of the matrices that are multiplied
SECONDS = 0.2


class Machine(NamedTuple):
    """cores; operations: of floating point, a second, in a matrix product; gpu: whether there is one."""

    cores: int
    operations: float
    gpu: bool


def here() -> Machine:
    """Return this machine, measured in a moment."""
    matrix = np.ones((SIDE, SIDE), np.float32)
    matrix @ matrix  # the library starts its threads
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        matrix @ matrix
        count += 1
    seconds = time.perf_counter() - started
    return Machine(processes.cores(), 2.0 * SIDE**3 * count / seconds, shutil.which("nvidia-smi") is not None)
