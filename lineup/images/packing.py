"""A .npy file written part by part and read as a memory map: memory does not grow with the number of rows."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import DTypeLike


class Packer:
    """Writes a .npy file (N, *shape), uint8 unless said otherwise, whose N is known only at the end."""

    def __init__(self, path: Path, shape: tuple[int, ...], dtype: DTypeLike = np.uint8) -> None:
        self.path, self.shape, self.dtype, self.count = path, shape, np.dtype(dtype), 0

    def __enter__(self) -> Self:
        self.file = self.path.open("wb")
        self.write_header()
        return self

    def append(self, *rows: np.ndarray) -> None:
        for row in rows:
            assert row.shape == self.shape and row.dtype == self.dtype  # noqa: S101, PT018
            self.file.write(row.tobytes())
        self.count += len(rows)

    def write_header(self) -> None:
        """Write the header at the file's start; NumPy leaves room in it for the first axis to grow."""
        self.file.seek(0)
        header = {"descr": self.dtype.str, "fortran_order": False, "shape": (self.count, *self.shape)}
        np.lib.format.write_array_header_1_0(self.file, header)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write_header()
        self.file.close()
