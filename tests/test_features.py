"""The features stage holds a batch in memory, whatever the number of images."""

import tracemalloc
from pathlib import Path

import keras
import numpy as np

from stages import features


def test_features_are_written_batch_by_batch(tmp_path: Path) -> None:
    pixels = keras.Input((4, 4, 3), dtype="uint8")
    x = keras.layers.Rescaling(0.5, dtype="float32")(pixels)
    model = keras.Model(pixels, keras.layers.UpSampling2D(8)(x))
    images = np.random.default_rng(0).integers(0, 256, (4_000, 4, 4, 3), dtype=np.uint8)
    tracemalloc.start()
    features.write(tmp_path / "features.npy", model, images, {range(4_000): None})
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "features.npy").stat().st_size > 49_000_000
    assert most < 10_000_000
    written = np.load(tmp_path / "features.npy", mmap_mode="r")
    np.testing.assert_array_equal(written, images.repeat(8, axis=1).repeat(8, axis=2) * np.float32(0.5))
