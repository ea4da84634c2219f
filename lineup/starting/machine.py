"""What this machine can do: its cores, its speed with numbers, whether it has a graphics card."""

import shutil
import time
from typing import NamedTuple

import numpy as np

from lineup import processes

SIDE = 768  # of the matrices that are multiplied
SECONDS = 0.2
PRODUCTS = 5  # at least


class Machine(NamedTuple):
    """cores; operations: of floating point, a second, in a matrix product; gpu: whether there is one."""

    cores: int
    operations: float
    gpu: bool


def here() -> Machine:
    """Return this machine, measured in a moment.

    The quickest product counts: one that waits for other processes can take a thousand times as long.
    """
    matrix = np.ones((SIDE, SIDE), np.float32)
    seconds: list[float] = []
    while len(seconds) < PRODUCTS or sum(seconds) < SECONDS:
        started = time.perf_counter()
        matrix @ matrix
        seconds.append(time.perf_counter() - started)
    return Machine(processes.cores(), 2.0 * SIDE**3 / min(seconds), shutil.which("nvidia-smi") is not None)
