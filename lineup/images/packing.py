"""images.npy: written row by row, read as a memory map; memory does not grow with the number of images."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray


class Packer:
    """Writes a .npy file of uint8 (N, *shape) whose N is known only at the end."""

    def __init__(self, path: Path, shape: tuple[int, ...]) -> None:
        self.path, self.shape, self.count = path, shape, 0

    def __enter__(self) -> Self:
        self.file = self.path.open("wb")
        self.write_header()
        return self

    def append(self, row: NDArray[np.uint8]) -> None:
        """Write one more row of the given shape."""
        assert row.shape == self.shape and row.dtype == np.uint8  # noqa: S101, PT018
        self.file.write(row.tobytes())
        self.count += 1

    def write_header(self) -> None:
        """Write the header at the file's start; NumPy leaves room in it for the first axis to grow."""
        self.file.seek(0)
        header = {"descr": "|u1", "fortran_order": False, "shape": (self.count, *self.shape)}
        np.lib.format.write_array_header_1_0(self.file, header)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write_header()
        self.file.close()


def read(path: Path) -> NDArray[np.uint8]:
    """Return images.npy as a read-only memory map, uint8 (N, height, width, 3)."""
    images: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    return images
