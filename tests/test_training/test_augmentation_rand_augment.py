"""RandAugment: every operation at its published strength, on the images that drew it and on no other."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from lineup.training.augmentation import colours, rand_augment, tones

SIDE = 24
NAMES = rand_augment.NAMES


def pictures(count: int) -> np.ndarray:
    smooth = ndimage.gaussian_filter(np.random.default_rng(2).random((count, SIDE, SIDE, 3)), (0, 1, 1, 0))
    images: np.ndarray = (np.clip(smooth * 2 - 0.5, 0, 1) * 255).astype(np.float32)
    return images


def test_all_operations_are_drawn_equally_often_and_each_way() -> None:
    choices, strengths, _ = rand_augment.draw(14_000, 0, 0, 2, 15, SIDE, SIDE)
    assert choices.shape == (14_000, 2)
    counts = np.bincount(choices[:, 0], minlength=len(NAMES))
    assert counts.min() > 850
    assert counts.max() < 1150
    brightness = strengths[choices == NAMES.index("brightness")]
    np.testing.assert_allclose(np.unique(brightness), [0.55, 1.45], rtol=1e-6)
    assert 0.45 < (brightness > 1).mean() < 0.55
    assert abs(np.corrcoef(choices.T)[0, 1]) < 0.03


@pytest.mark.parametrize(
    ("magnitude", "posterize", "solarize"), [(0, 1, 255), (9, 2, 178.5), (15, 4, 127.5), (30, 16, 0)]
)
def test_levels_are_those_of_torchvision(magnitude: int, posterize: float, solarize: float) -> None:
    choices, strengths, _ = rand_augment.draw(400, 0, 0, 1, magnitude, SIDE, SIDE)
    assert set(strengths[choices == NAMES.index("posterize")]) == {posterize}
    assert set(strengths[choices == NAMES.index("solarize")]) == {solarize}


@pytest.mark.parametrize(
    ("name", "matrix", "shift"),
    [
        ("shear_x", [[1, 0], [0.15, 1]], [0, 0]),
        ("shear_y", [[1, 0.15], [0, 1]], [0, 0]),
        ("translate_x", [[1, 0], [0, 1]], [0, 75 / 331 * SIDE]),
        ("translate_y", [[1, 0], [0, 1]], [75 / 331 * SIDE, 0]),
        (
            "rotate",
            [[np.cos(np.pi / 12), np.sin(np.pi / 12)], [-np.sin(np.pi / 12), np.cos(np.pi / 12)]],
            [0, 0],
        ),
    ],
)
def test_moves_against_scipy(name: str, matrix: list[list[float]], shift: list[float]) -> None:
    choices, strengths, maps = rand_augment.draw(400, 0, 0, 1, 15, SIDE, SIDE)
    both = np.flatnonzero(choices[:, 0] == NAMES.index(name))
    image, centre = pictures(1)[0], np.full(2, (SIDE - 1) / 2)
    expected = []
    for sign in (1, -1):  # the opposite way is the inverse sign of what leaves the identity
        turned = np.where(np.eye(2), matrix, sign * np.array(matrix))
        offset = centre - turned @ centre + sign * np.array(shift)
        channels = [
            ndimage.affine_transform(image[..., c], turned, offset, order=1, mode="nearest") for c in range(3)
        ]
        expected.append(np.stack(channels, axis=-1))
    found = set()
    for index in both:
        chosen = (choices[index : index + 1], strengths[index : index + 1], maps[index : index + 1])
        answer = rand_augment.augment(tf.constant(image[None]), *map(tf.constant, chosen)).numpy()[0]
        found.add(min((0, 1), key=lambda way: float(np.abs(answer - expected[way]).max())))
        assert min(np.abs(answer - one).max() for one in expected) < 0.05
    assert found == {0, 1}


def test_every_image_gets_its_own_operation() -> None:
    images = pictures(len(NAMES))
    choices = np.arange(len(NAMES), dtype=np.int32)[::-1].copy()
    strengths = np.full(len(NAMES), 1.5, np.float32)
    strengths[choices == NAMES.index("solarize")] = 100
    strengths[choices == NAMES.index("posterize")] = 16
    maps = np.tile(np.array([-1, 0, SIDE - 1, 0, 1, 0, 0, 0], np.float32), (len(NAMES), 1))  # a flip
    answer = rand_augment.apply(images, choices, strengths, maps).numpy()
    for index, choice in enumerate(choices):
        image, strength = images[index : index + 1], strengths[index : index + 1]
        name = NAMES[choice]
        if name == "identity":
            expected = image
        elif name in rand_augment.MOVES:
            expected = image[:, :, ::-1]
        else:
            module = colours if name in colours.NAMES else tones
            expected = getattr(module, name)(tf.constant(image), tf.constant(strength)).numpy()
        np.testing.assert_allclose(answer[index], expected[0], atol=1e-3, err_msg=name)
        assert name == "identity" or np.abs(answer[index] - image[0]).max() > 1, name


def test_magnitude_zero_only_evens_out() -> None:
    choices, strengths, maps = rand_augment.draw(60, 0, 0, 1, 0, SIDE, SIDE)
    quiet = ~np.isin(choices[:, 0], [NAMES.index(name) for name in ("autocontrast", "equalize", "posterize")])
    images = np.minimum(pictures(60), 254)
    answer = rand_augment.augment(tf.constant(images), *map(tf.constant, (choices, strengths, maps))).numpy()
    np.testing.assert_allclose(answer[quiet], images[quiet], atol=1e-3)


def test_a_layer_more_does_not_move_the_first() -> None:
    one, two = (rand_augment.draw(50, 1, 2, layers, 9, SIDE, SIDE) for layers in (1, 2))
    for ours, theirs in zip(one, two, strict=True):
        assert (ours[:, 0] == theirs[:, 0]).all()
    assert (two[0][:, 0] != two[0][:, 1]).any()
