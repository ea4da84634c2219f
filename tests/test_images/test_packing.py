"""images.npy and features.npy grow row by row and are plain NumPy files."""

from pathlib import Path

import numpy as np

from lineup.images import packing


def test_the_header_has_room_for_any_number_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "images.npy"
    with packing.Packer(path, (1,)) as packer:
        start = packer.file.tell()
        packer.count = 10**12
        packer.write_header()
        assert packer.file.tell() == start
        packer.count = 0
    assert np.load(path).shape == (0, 1)


def test_it_is_the_file_that_numpy_saves(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(100, 2, 5)).astype(np.float32)
    with packing.Packer(tmp_path / "features.npy", (2, 5), np.float32) as packer:
        packer.append(*rows[:64])
        packer.append(*rows[64:])
    np.save(tmp_path / "saved.npy", rows)
    assert (tmp_path / "features.npy").read_bytes() == (tmp_path / "saved.npy").read_bytes()
