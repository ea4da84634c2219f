"""The picture of what a net is fed holds the pipeline's own images, and is the same every time."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from lineup.schema.variant import Augmentation
from lineup.training import batches, fed
from lineup.training.sets import Sets

SETTINGS = Augmentation(rotation=20, brightness=0.4, mixup=1.0).model_dump()


def data(count: int = 80, side: int = 10) -> Sets:
    random = np.random.default_rng(0)
    class_ids = random.integers(0, 3, count)
    return Sets(
        inputs=random.integers(0, 256, (count, side, side + 2, 3)).astype(np.uint8),
        classes=3,
        training_rows=np.arange(count),
        training_ids=class_ids,
        training_weights=np.ones(count, np.float32),
        validation_rows=np.arange(2),
        validation_ids=np.zeros(2, int),
    )


def test_each_row_is_the_start_of_a_batch(tmp_path: Path) -> None:
    path = tmp_path / "one/fed.png"
    fed.write(path, data(), batch_size=20, seed=3, augment=SETTINGS)
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    assert picture.shape == (4 * 12 - 2, 8 * 14 - 2, 3)
    made = batches.training(data(), batch_size=20, seed=3, epoch=0, augment=SETTINGS).as_numpy_iterator()
    for row, (images, _, _) in enumerate(made):
        for column in range(8):
            cell = picture[row * 12 : row * 12 + 10, column * 14 : column * 14 + 12]
            assert (cell == np.rint(images[column])).all()


def test_the_same_bytes_every_time_and_others_for_another_seed(tmp_path: Path) -> None:
    def drawn(seed: int) -> bytes:
        fed.write(tmp_path / "fed.png", data(), batch_size=32, seed=seed, augment=SETTINGS)
        return (tmp_path / "fed.png").read_bytes()

    assert drawn(0) == drawn(0)
    assert drawn(0) != drawn(1)


@pytest.mark.parametrize(
    ("images", "batch_size", "shown"), [(80, 3, 32), (80, 16, 32), (80, 80, 32), (20, 16, 20), (5, 2, 5)]
)
def test_as_many_as_there_are(images: int, batch_size: int, shown: int) -> None:
    pictures = fed.first(data(images), batch_size=batch_size, seed=0, augment=None)
    assert len(pictures) == shown
    assert len(np.unique(pictures.reshape(shown, -1), axis=0)) == shown


def test_large_images_are_shrunk_and_gaps_are_white() -> None:
    picture = fed.grid(np.zeros((9, 192, 96, 3), np.uint8))
    assert picture.shape == (2 * 98 - 2, 8 * 50 - 2, 3)
    assert (picture[:96, 48:50] == 255).all()
    assert (picture[:96, :48] == 0).all()
    assert (picture[98:, 50:] == 255).all()
