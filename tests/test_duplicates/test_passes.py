"""Passes over a mapped file: all is done in order, nothing of it stays in memory, nothing is lost."""

import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lineup.duplicates import passes

SIZE = 64 * 2**20


def mapped_bytes() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssFile"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's count of mapped pages")
def test_pages_of_a_mapped_file_are_given_back(tmp_path: Path) -> None:
    np.save(tmp_path / "images.npy", np.ones((SIZE // 2**16, 2**8, 2**8), np.uint8))
    images = np.load(tmp_path / "images.npy", mmap_mode="r").view(np.ndarray)[1:]
    before = mapped_bytes()
    rows = np.array_split(np.arange(len(images)), 200)
    worked: list[int] = []

    def work(block: NDArray[np.int64]) -> int:
        worked.append(len(block))
        return int(images[block].sum())

    sums = passes.over(images, rows, work)
    first = next(sums)
    while len(worked) < len(rows):  # the threads are far ahead of who takes the results
        time.sleep(0.01)
    assert mapped_bytes() - before < SIZE / 2
    assert [first, *sums] == [len(block) * 2**16 for block in rows]
    assert mapped_bytes() - before < SIZE / 8
    assert int(images.sum()) == len(images) * 2**16
    assert mapped_bytes() - before > SIZE / 2


def test_arrays_that_are_not_mapped_are_left_alone() -> None:
    passes.give_back(np.zeros(3, np.uint8)[1:])
