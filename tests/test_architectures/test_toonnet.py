"""What the architectures of the embedded study claim: their sizes, and ToonNet's shipped weights."""

from pathlib import Path

import keras
import numpy as np
import pytest

from benchmarks import pretrain, strangers
from lineup import architectures
from lineup.architectures import toonnet
from lineup.toons.characters import CAST

WEIGHTS = Path("weights/toonnet.weights.h5")
SHAPE = (64, 64, 3)


@pytest.mark.parametrize(
    ("name", "parameters"), [("fully_connected", 6_375_434), ("cnn", 101_498), ("toonnet", 661_034)]
)
def test_parameters_are_as_the_file_says(name: str, parameters: int) -> None:
    model = architectures.build(name, input_shape=SHAPE, num_classes=10)
    assert model.count_params() == parameters
    assert f"{parameters:,}" in (architectures.find(name).__doc__ or "")


def test_options_change_the_net() -> None:
    small = architectures.build("cnn", input_shape=SHAPE, num_classes=3, widths=(8, 16), dropout=0.0)
    plain = architectures.build("fully_connected", input_shape=(8, 8, 3), num_classes=3, widths=(4,))
    assert small.count_params() == (75 * 8 + 32) + (72 * 16 + 64) + (32 * 3 + 3)
    assert plain.count_params() == (192 * 4 + 4) + (4 * 3 + 3)


@pytest.mark.parametrize("side", [24, 64, 90])
def test_the_backbone_takes_other_sizes(side: int) -> None:
    base = toonnet.backbone((side, side, 3))
    assert base.output_shape == (None, -(-side // 16), -(-side // 16), 160)


def test_the_backbone_takes_raw_pixels_and_build_scaled_ones() -> None:
    keras.utils.set_random_seed(0)
    base, whole = toonnet.backbone(SHAPE), toonnet.build(SHAPE, 10)
    whole.set_weights([*base.get_weights(), *whole.get_weights()[-2:]])
    pixels = np.random.default_rng(0).integers(0, 256, (2, *SHAPE)).astype(np.float32)
    pooled = np.asarray(base(pixels)).mean((1, 2))
    kernel, bias = whole.get_layer("logits").get_weights()
    np.testing.assert_allclose(np.asarray(whole(pixels / 255)), pooled @ kernel + bias, atol=1e-5)


def test_the_shipped_weights_fit_and_are_small() -> None:
    base = toonnet.backbone(SHAPE, weights=str(WEIGHTS))
    fresh = toonnet.backbone(SHAPE)
    assert WEIGHTS.stat().st_size <= 3_000_000
    assert base.count_params() == fresh.count_params() == 659_424
    assert not np.array_equal(base.get_weights()[0], fresh.get_weights()[0])
    assert all(np.isfinite(value).all() for value in base.get_weights())


def test_shipped_features_tell_the_cast_apart() -> None:
    images, rows = pretrain.dataset(list(CAST), 98, 101)  # drawn here, by no other process
    base = toonnet.backbone(SHAPE, weights=str(WEIGHTS))
    features = np.asarray(base(images.astype(np.float32))).mean((1, 2))
    leads = rows.argmax(1)
    known = np.arange(len(leads)) % 2 == 0
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    nearest = leads[known][(features[~known] @ features[known].T).argmax(1)]
    assert (nearest == leads[~known]).mean() > 0.7  # chance is 0.1


def test_pretraining_sees_none_of_the_cast() -> None:
    drawn = strangers.others(pretrain.CHARACTERS, pretrain.SEED)
    assert len({stranger.name for stranger in drawn}) == pretrain.CHARACTERS
    assert min(strangers.unlike(stranger, toon) for stranger in drawn for toon in CAST) >= 2


def test_pretraining_draws_one_frame_of_each_scene() -> None:
    images, labels = pretrain.dataset(strangers.others(3, 1), 6, 1)
    assert images.shape == (6, 64, 64, 3)
    assert images.dtype == np.uint8
    assert labels.shape == (6, 3)
    assert (labels.sum(1) == 1).all()
