"""Passes over a set of pictures, by blocks in several threads, that leave no page of a mapped file behind."""

import mmap
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray

from lineup import processes

THREADS = processes.cores()  # OpenCV and NumPy let others run meanwhile
STRETCH = 16  # blocks, after which pages are given back

Block = TypeVar("Block")
Result = TypeVar("Result")


def over(
    images: NDArray[np.uint8], blocks: Sequence[Block], work: Callable[[Block], Result]
) -> Iterator[Result]:
    """Yield what `work`, which reads the images, makes of each block, in order.

    The threads give pages back, for they may be far ahead of whoever takes the results.
    """
    done = count(1)

    def work_and_tidy(block: Block) -> Result:
        result = work(block)
        if next(done) % STRETCH == 0:
            give_back(images)
        return result

    with ThreadPoolExecutor(THREADS, initializer=faiss.omp_set_num_threads, initargs=(1,)) as pool:
        yield from pool.map(work_and_tidy, blocks)
    give_back(images)


def give_back(images: NDArray[np.uint8]) -> None:
    """Let go of a mapped file's pages, which are read again when needed; of other arrays nothing."""
    owner: object = images
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap):
        owner.madvise(mmap.MADV_DONTNEED)
