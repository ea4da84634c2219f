"""Colours change as Pillow and torchvision define it, each image by its own factor."""

import colorsys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageEnhance, ImageOps

from lineup.training.augmentation import colours, tones

Pillow = Callable[[Image.Image], Image.Image]


def pictures(count: int = 3) -> np.ndarray:
    """Return pictures that use a part of the range, so that autocontrast and equalize have work to do."""
    random = np.random.default_rng(1)
    return np.clip(random.normal(110, 30, (count, 17, 20, 3)), 20, 230).astype(np.uint8)


def by_pillow(images: np.ndarray, change: Callable[[Image.Image, float], Image.Image], values: Any) -> Any:
    return np.stack(
        [
            np.asarray(change(Image.fromarray(image), value))
            for image, value in zip(images, values, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("ours", "pillow", "within"),
    [
        (colours.brightness, ImageEnhance.Brightness, 1),
        (colours.contrast, ImageEnhance.Contrast, 2),
        (colours.saturation, ImageEnhance.Color, 2),
        (tones.sharpness, ImageEnhance.Sharpness, 2),
    ],
)
def test_blends_are_those_of_pillow(ours: Any, pillow: Any, within: int) -> None:
    images, factors = pictures(), [0.1, 1.0, 1.9]
    expected = by_pillow(images, lambda image, factor: pillow(image).enhance(factor), factors)
    answer = ours(tf.cast(images, tf.float32), tf.constant(factors)).numpy()
    assert np.abs(answer - expected).max() < within  # Pillow rounds after each step
    np.testing.assert_allclose(answer[1], images[1], atol=1e-4)
    assert np.abs(answer[0] - images[0]).max() > 10


@pytest.mark.parametrize(
    ("ours", "pillow", "values", "within"),
    [
        (tones.equalize, lambda image, _: ImageOps.equalize(image), [0, 0, 0], 1e-3),
        (tones.autocontrast, lambda image, _: ImageOps.autocontrast(image), [0, 0, 0], 1.01),
        (tones.solarize, lambda image, value: ImageOps.solarize(image, int(value)), [90, 110, 256], 1e-3),
        (
            tones.posterize,
            lambda image, value: ImageOps.posterize(image, 8 - int(np.log2(value))),
            [1, 4, 16],
            1e-3,
        ),
    ],
)
def test_tones_are_those_of_pillow(ours: Any, pillow: Any, values: list[float], within: float) -> None:
    images = pictures()
    expected = by_pillow(images, pillow, values)
    answer = ours(tf.cast(images, tf.float32), tf.constant(values, tf.float32)).numpy()
    assert np.abs(answer - expected).max() < within
    assert (expected != images).any()


def test_one_colour_stays() -> None:
    flat = tf.fill((1, 8, 8, 3), 77.0)
    for change in (tones.equalize, tones.autocontrast):
        assert (change(flat, None).numpy() == 77).all()


def test_hue_turns_each_image_by_its_own_share_of_the_circle() -> None:
    images, shifts = pictures(), [-0.3, 0.0, 0.45]
    expected = np.empty(images.shape)
    for place in np.ndindex(images.shape[:3]):
        hue, saturation, value = colorsys.rgb_to_hsv(*(images[place] / 255))
        expected[place] = np.multiply(
            colorsys.hsv_to_rgb((hue + shifts[place[0]]) % 1, saturation, value), 255
        )
    answer = colours.hue(tf.cast(images, tf.float32), tf.constant(shifts)).numpy()
    np.testing.assert_allclose(answer, expected, atol=0.01)


def test_factors_fill_their_ranges() -> None:
    factors, orders = colours.draw(
        4000, 50, 0, 0, {"brightness": 0.4, "contrast": 1, "saturation": 0.2, "hue": 0.1}
    )
    np.testing.assert_allclose(factors.min(axis=0), [0.6, 0, 0.8, -0.1], atol=0.01)
    np.testing.assert_allclose(factors.max(axis=0), [1.4, 2, 1.2, 0.1], atol=0.01)
    assert (np.sort(orders) == np.arange(4)).all()
    assert len(np.unique(orders, axis=0)) > 15  # of 24


def test_a_range_more_does_not_move_the_others() -> None:
    few, few_orders = colours.draw(9, 5, 1, 2, {"brightness": 0.4, "hue": 0.1})
    more, more_orders = colours.draw(9, 5, 1, 2, {"brightness": 0.4, "saturation": 0.5, "hue": 0.1})
    assert (few[:, [0, 1, 3]] == more[:, [0, 1, 3]]).all()
    assert (few[:, 2] == 1).all()
    assert (more_orders[more_orders != 2].reshape(5, 2) == few_orders).all()


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 1]])
def test_jitter_follows_its_order(order: list[int]) -> None:
    images = tf.cast(pictures(), tf.float32)
    factors, _ = colours.draw(3, 1, 0, 0, dict.fromkeys(colours.NAMES, 0.4))
    expected = images
    for index in order:
        expected = getattr(colours, colours.NAMES[index])(expected, factors[:, index])
    answer = colours.jitter(images, tf.constant(factors), tf.constant([order]))
    np.testing.assert_array_equal(answer, expected)
    backwards = colours.jitter(images, tf.constant(factors), tf.constant([order[::-1]]))
    assert (backwards.numpy() != expected.numpy()).any()
