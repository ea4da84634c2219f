"""Augmentation moves pixels where the published definitions say, a function of (seed, epoch, index) alone."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from lineup.training.augmentation import geometry


def numbers(**named: float) -> np.ndarray:
    """Return one image's random numbers: 0.5 is no change, flips off; `named` gives columns c0 to c7."""
    random = np.full((1, geometry.RANDOM_NUMBERS), 0.5)
    for name, value in named.items():
        random[0, int(name[1:])] = value
    return random


def picture(height: int = 12, width: int = 16) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (1, height, width, 3)).astype(np.uint8)


def warp(images: np.ndarray, random: np.ndarray, **ranges: float | bool) -> np.ndarray:
    maps = geometry.transforms(random, *images.shape[1:3], **ranges)  # type: ignore[arg-type]
    return np.asarray(geometry.warp(images, maps))


def test_nothing_asked_nothing_changed() -> None:
    random = geometry.draw(1, 3, 4)
    assert (warp(picture(), random) == picture()).all()


def test_horizontal_and_vertical_flip() -> None:
    images = picture()
    assert (warp(images, numbers(c6=0.4), horizontal_flip=True) == images[:, :, ::-1]).all()
    assert (warp(images, numbers(c6=0.6), horizontal_flip=True) == images).all()
    assert (warp(images, numbers(c7=0.4), vertical_flip=True) == images[:, ::-1]).all()


def test_shift_repeats_the_edge() -> None:
    images = picture(width=16)
    moved = warp(images, numbers(c4=1.0), width_shift=0.25)  # 4 pixels to the left
    assert (moved[:, :, :-4] == images[:, :, 4:]).all()
    assert (moved[:, :, -4:] == images[:, :, -1:]).all()


@pytest.mark.parametrize(
    ("ranges", "random", "matrix"),
    [
        (
            {"rotation": 30.0},
            numbers(c0=1.0),
            [[np.cos(np.pi / 6), np.sin(np.pi / 6)], [-np.sin(np.pi / 6), np.cos(np.pi / 6)]],
        ),
        ({"zoom": 0.2}, numbers(c2=1.0, c3=0.0), [[0.8, 0], [0, 1.2]]),
        ({"shear": 20.0}, numbers(c1=1.0), [[np.cos(np.pi / 9), 0], [-np.sin(np.pi / 9), 1]]),
    ],
    ids=["rotation", "zoom", "shear"],
)
def test_against_scipy(ranges: dict[str, float], random: np.ndarray, matrix: list[list[float]]) -> None:
    images = picture(13, 13).astype(np.float32)
    centre = np.array([6.0, 6.0])
    offset = centre - np.array(matrix) @ centre  # SciPy maps output (row, column) to input (row, column)
    expected = np.stack(
        [
            ndimage.affine_transform(images[0, :, :, c], np.array(matrix), offset, order=1, mode="nearest")
            for c in range(3)
        ],
        axis=-1,
    )
    np.testing.assert_allclose(warp(images, random, **ranges)[0], expected, atol=0.02)


def test_inside_a_pipeline_as_eagerly() -> None:
    images = picture()
    random = geometry.draw(1, 0, 0)
    maps = geometry.transforms(random, 12, 16, rotation=20, zoom=0.1)
    dataset = tf.data.Dataset.from_tensors((images, maps)).map(geometry.warp)
    assert (next(iter(dataset)).numpy() == geometry.warp(images, maps).numpy()).all()


def test_an_image_draws_the_same_whatever_else_is_on() -> None:
    assert (geometry.draw(5, 1, 2) == geometry.draw(5, 1, 2)).all()
    assert (geometry.draw(5, 1, 2) != geometry.draw(5, 1, 3)).all()
    assert (geometry.draw(5, 1, 2) != geometry.draw(5, 2, 2)).all()
