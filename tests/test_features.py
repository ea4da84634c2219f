"""The features stage: its memory, and what it says where a backbone cannot be built."""

import tracemalloc
from pathlib import Path
from types import SimpleNamespace as Settings

import keras
import numpy as np
import pytest

from lineup.inference import batches, device
from lineup.training import backbone
from stages import features
from tests.mistakes import mistake


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


def test_of_what_keras_says_the_beginning_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unfit(*_: object, **__: object) -> None:
        raise ValueError("Expected 24 channels,\nbut found:\n" + "0.25 " * 10_000)

    monkeypatch.setattr(backbone, "build", unfit)
    monkeypatch.setattr(device, "configure", lambda precision: precision)
    monkeypatch.setattr(batches, "open_inputs", lambda _: np.zeros((1, 8, 8, 3)))
    own = Settings(architecture="application", weights="random", pooling="avg", input_size=None, options={})
    study = Settings(backbones={"net": own}, training=Settings(precision="float32"))
    said = mistake(backbone.open_and_build, study, "net")
    assert said.startswith(
        "Backbone 'net' cannot be built for images of shape (8, 8, 3) with weights 'random' and options {}:"
        " Expected 24 channels, but found: 0.25 0.25 "
    )
    assert said.endswith("0.25 [...]")
    assert len(said) < 600
