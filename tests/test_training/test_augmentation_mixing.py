"""Mixup, CutMix and random erasing against their papers' formulas, worked out in NumPy."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from lineup.training.augmentation import erasing, mixing

HEIGHT, WIDTH = 20, 30


def batch() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    images = np.random.default_rng(0).integers(0, 256, (3, HEIGHT, WIDTH, 3)).astype(np.float32)
    return images, np.eye(3, dtype=np.float32), np.array([1, 2, 4], np.float32)


def test_mixup_is_a_weighted_mean_with_the_image_before() -> None:
    images, targets, weights = batch()
    boxes = np.array([[0, 0, HEIGHT, WIDTH]], np.int32)
    shares = np.array([[0.75, 0.75]], np.float32)
    mixed = [part.numpy() for part in mixing.mix(images, targets, weights, boxes, shares)]
    np.testing.assert_allclose(mixed[0][1], 0.75 * images[1] + 0.25 * images[0], rtol=1e-6)
    assert mixed[1].tolist() == [[0.75, 0, 0.25], [0.25, 0.75, 0], [0, 0.25, 0.75]]
    assert mixed[2].tolist() == [1.75, 1.75, 3.5]


def test_cutmix_pastes_a_box_of_the_image_before() -> None:
    images, targets, weights = batch()
    boxes = np.array([[2, 5, 12, 20]], np.int32)  # 150 of 600 pixels
    shares = np.array([[0, 0.75]], np.float32)
    mixed = [part.numpy() for part in mixing.mix(images, targets, weights, boxes, shares)]
    expected = images.copy()
    expected[:, 2:12, 5:20] = images[[2, 0, 1], 2:12, 5:20]
    assert (mixed[0] == expected).all()
    assert mixed[1][0].tolist() == [0.75, 0, 0.25]


@pytest.mark.parametrize("alpha", [0.2, 1.0, 4.0])
def test_mixup_draws_its_share_from_the_beta_distribution(alpha: float) -> None:
    boxes, shares = mixing.draw(2000, 0, 0, alpha, 0, HEIGHT, WIDTH)
    assert (boxes == [0, 0, HEIGHT, WIDTH]).all()
    assert (shares[:, 0] == shares[:, 1]).all()
    assert stats.kstest(shares[:, 0], stats.beta(alpha, alpha).cdf).pvalue > 0.01


def test_cutmix_keeps_of_a_target_what_it_keeps_of_the_pixels() -> None:
    boxes, shares = mixing.draw(2000, 0, 0, 0, 1.0, HEIGHT, WIDTH)
    heights, widths = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    assert boxes.min() == 0
    assert (boxes.max(axis=0) == [HEIGHT, WIDTH, HEIGHT, WIDTH]).sum() >= 2
    np.testing.assert_allclose(shares[:, 1], 1 - heights * widths / (HEIGHT * WIDTH), rtol=1e-6)
    assert (shares[:, 0] == 0).all()


def test_both_take_turns_at_random_and_keep_their_own_draws() -> None:
    only_mixup, only_cutmix, both = (
        mixing.draw(1000, 3, 1, mixup, cutmix, HEIGHT, WIDTH)
        for mixup, cutmix in ((0.4, 0.0), (0.0, 1.0), (0.4, 1.0))
    )
    cuts = both[1][:, 0] == 0
    assert 430 < cuts.sum() < 570
    for part in (0, 1):
        assert (both[part][cuts] == only_cutmix[part][cuts]).all()
        assert (both[part][~cuts] == only_mixup[part][~cuts]).all()


def test_erasing_draws_rectangles_of_the_published_sizes() -> None:
    boxes, _ = erasing.draw(4000, 1, 0, 0, 0.25, 64, 64)
    heights, widths = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    erased = heights * widths > 0
    assert 900 < erased.sum() < 1100
    areas, ratios = (heights * widths)[erased] / 64**2, heights[erased] / widths[erased]
    assert 0.015 < areas.min() < 0.03
    assert 0.3 < areas.max() < 0.35
    assert 0.25 < ratios.min() < 0.4
    assert 2.5 < ratios.max() < 3.7
    assert boxes.min() == 0
    assert boxes[:, 2:].max() == 64


def test_a_higher_probability_erases_the_same_boxes_and_more() -> None:
    low, high = (erasing.draw(200, 1, 0, 0, probability, 32, 32)[0] for probability in (0.2, 1.0))
    erased = low[:, 2] > low[:, 0]
    assert 0 < erased.sum() < 80
    assert (low[erased] == high[erased]).all()
    assert (high[:, 2] > high[:, 0]).all()


def test_erasing_fills_the_box_with_noise_and_nothing_else() -> None:
    images, _, _ = batch()
    boxes = np.array([[2, 5, 12, 20], [0, 0, 0, 0], [0, 0, HEIGHT, WIDTH]], np.int32)
    seeds = np.array([[7, 8]], np.int32)
    erased = erasing.erase(images, boxes, seeds).numpy()
    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[2:12, 5:20] = False
    assert (erased[0][outside] == images[0][outside]).all()
    assert (erased[0][~outside] != images[0][~outside]).mean() > 0.98
    assert (erased[1] == images[1]).all()
    assert stats.kstest(erased[2].ravel() / 256, "uniform").pvalue > 0.01
    assert (erasing.erase(images, boxes, seeds).numpy() == erased).all()
    assert (erasing.erase(images, boxes, seeds + 1).numpy() != erased).any()


def test_a_batch_of_one_stays() -> None:
    images, targets, weights = (part[:1] for part in batch())
    boxes, shares = mixing.draw(1, 0, 0, 1.0, 0, HEIGHT, WIDTH)
    mixed = mixing.mix(tf.constant(images), targets, weights, boxes, shares)
    np.testing.assert_allclose(mixed[0], images, rtol=1e-6)
    np.testing.assert_allclose(mixed[1], targets, rtol=1e-6)
