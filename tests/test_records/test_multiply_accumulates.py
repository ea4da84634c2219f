"""Multiply-accumulates against figures that others published, and layers counted by hand."""

import keras
import pytest
from keras import layers

from lineup.records import multiply_accumulates
from lineup.training import whole


@pytest.mark.parametrize(
    ("net", "published", "tolerance"),
    [
        ("MobileNet", 569e6, 0.5e6),  # Howard et al. (2017), arXiv:1704.04861, table 4
        ("VGG16", 15.5e9, 0.05e9),  # Canziani et al. (2016), arXiv:1605.07678, figure 2
        ("ResNet50", 3.86e9, 0.05e9),  # He et al. (2015), arXiv:1512.03385, table 1: 3.8e9, shortcuts apart
    ],
)
def test_published_nets(net: str, published: float, tolerance: float) -> None:
    model = getattr(keras.applications, net)(weights=None)
    assert multiply_accumulates.count(model) == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Conv2D(5, 3), 6 * 4 * 3 * 3 * 3 * 5),  # 8 x 6 x 3 in, 6 x 4 x 5 out
        (layers.Conv2D(6, 3, strides=2, padding="same", groups=3), 4 * 3 * 3 * 3 * 1 * 6),
        (layers.DepthwiseConv2D(3, depth_multiplier=2), 6 * 4 * 3 * 3 * 3 * 2),
        (layers.SeparableConv2D(7, 3), 6 * 4 * (3 * 3 * 3 + 3 * 7)),
        (layers.Conv2DTranspose(4, 2, strides=2), 8 * 6 * 2 * 2 * 3 * 4),
        (layers.Dense(5), 8 * 6 * 3 * 5),
        (layers.BatchNormalization(), 0),
        (layers.MaxPooling2D(), 0),
    ],
)
def test_layers_by_hand(layer: keras.Layer, expected: int) -> None:
    inputs = keras.Input((8, 6, 3))
    assert multiply_accumulates.count(keras.Model(inputs, layer(inputs))) == expected


def test_nested_models_count_once() -> None:
    backbone_input, net_input = keras.Input((8, 6, 3), dtype="uint8"), keras.Input((4,))
    features = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(layers.Rescaling(1.0)(backbone_input)))
    backbone = keras.Model(backbone_input, features)
    net = keras.Model(net_input, layers.Dense(2)(net_input), name="net")
    nets = whole.assemble(net, scaling="none", backbone=backbone)
    assert multiply_accumulates.count(nets.whole) == 6 * 4 * 3 * 3 * 3 * 4 + 4 * 2
    assert multiply_accumulates.count(nets.fit) == 4 * 2


def test_sizes_that_the_model_leaves_open_give_no_count() -> None:
    inputs = keras.Input((None, None, 3))
    assert multiply_accumulates.count(keras.Model(inputs, layers.Conv2D(4, 3)(inputs))) is None
