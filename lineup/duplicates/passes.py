"""Passes over a set of pictures, by blocks in several threads, that leave no page of a mapped file behind."""

import mmap
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import threads

STRETCH = 16  # blocks, after which pages are given back

Block = TypeVar("Block")
Result = TypeVar("Result")


def over(
    images: NDArray[np.uint8], blocks: Sequence[Block], work: Callable[[Block], Result]
) -> Iterator[Result]:
    """Yield what `work`, which reads the images, makes of each block, in order."""
    with ThreadPoolExecutor(threads.COUNT, initializer=faiss.omp_set_num_threads, initargs=(1,)) as pool:
        for number, result in enumerate(pool.map(work, blocks), 1):
            if number % STRETCH == 0 or number == len(blocks):
                give_back(images)
            yield result


def give_back(images: NDArray[np.uint8]) -> None:
    """Let go of a mapped file's pages, which are read again when needed; of other arrays nothing."""
    owner: object = images
    private = False
    while isinstance(owner, np.ndarray):
        private = private or (isinstance(owner, np.memmap) and owner.mode == "c")  # changes would be lost
        owner = owner.base
    if isinstance(owner, mmap.mmap) and not private:
        owner.madvise(mmap.MADV_DONTNEED)
