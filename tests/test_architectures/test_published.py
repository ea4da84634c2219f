"""The architectures of the published systems: every parameter count, the order of layers, special cases."""

from functools import partial
from typing import Any

import keras
import numpy as np
import pytest

from lineup import architectures
from lineup.architectures import application
from tests.mistakes import mistake

DEEPENED = {"pair_padding": "same", "normalise": False, "normalise_hidden": False, "dropout": 0}
NORMALISED = {**DEEPENED, "normalise": True}
SCREENSHOT, SMALL, FEATURES = (64, 64, 3), (32, 32, 3), (2048,)

# System, architecture, options, input, classes, parameters, trainable ones. C1, D1c to D1e and D3 were
# published without figures: theirs follow from the sizes that we chose.
PUBLISHED: list[tuple[str, str, dict[str, Any], tuple[int, ...], int, int, int]] = [
    ("A1", "fully_connected", {}, SCREENSHOT, 18, 6_376_466, 6_376_466),
    ("A2", "simple_cnn", {}, SCREENSHOT, 18, 8_417_746, 8_417_746),
    ("A3", "simple_cnn", {"normalise": True, "dropout": 0.2}, SCREENSHOT, 18, 8_418_130, 8_417_938),
    ("A4", "deep_cnn", {}, SCREENSHOT, 18, 3_010_362, 3_009_998),
    ("A5", "leaky_cnn", {}, SCREENSHOT, 18, 1_499_782, 1_498_698),
    ("B1", "anime_cnn", {}, (250, 250, 3), 3, 62_990_275, 62_990_275),
    ("B2 head", "dense_head", {"hidden": [256], "output": "sigmoid"}, (7, 7, 512), 3, 6_423_555, 6_423_555),
    ("C1", "lecun_cnn", {}, SCREENSHOT, 10, 372_618, 372_618),
    ("D1", "base_net", {}, SMALL, 25, 24_197, 24_197),
    ("D1c", "improved_net", DEEPENED, SMALL, 25, 550_349, 550_349),
    ("D1d", "improved_net", NORMALISED, SMALL, 25, 551_629, 550_989),
    ("D1e", "improved_net", {**NORMALISED, "dropout": 0.25}, SMALL, 25, 551_629, 550_989),
    ("D2", "improved_net", {}, SMALL, 25, 372_629, 371_889),
    ("D3", "global_pooling_cnn", {}, SMALL, 25, 609_977, 609_273),
    ("D4", "dense_head", {}, FEATURES, 200, 409_800, 409_800),
    ("D5", "dense_head", {"hidden": [1024, 512], "dropout": [0, 0.5]}, FEATURES, 200, 2_725_576, 2_725_576),
    ("D6", "convolutional_head", {}, (7, 7, 2048), 200, 21_135_706, 21_132_198),
    ("E1", "cifar_cnn", {}, SMALL, 10, 276_138, 276_138),
]
ORDERS = {
    "A3": """
        Conv 32 same relu, Pool, BN, Drop 0.2, Conv 64 same relu, Pool, BN, Drop 0.2,
        Flatten, Dense 512 relu, Dense 18""",
    "A4": """
        Conv 32 same relu, Conv 32 same relu, Pool, BN, Drop 0.25,
        Conv 64 same relu, Conv 64 same relu, Pool, BN, Drop 0.25,
        Conv 86 same relu, Conv 86 same relu, Pool, BN, Drop 0.25,
        Flatten, Dense 512 relu, Drop 0.5, Dense 18""",
    "A5": """
        Conv 32 same, Leaky 0.3, BN, Pool, Drop 0.25, Conv 64 same, Leaky 0.3, BN, Pool, Drop 0.25,
        Conv 64 same, Leaky 0.3, BN, Pool, Drop 0.25, Conv 128 same, Leaky 0.3, BN, Drop 0.25,
        Conv 254 same, Leaky 0.3, BN, Pool, Drop 0.25, Flatten, Dense 254, Leaky 0.3, Drop 0.5,
        Dense 128, Leaky 0.3, Drop 0.5, Dense 64, Leaky 0.3, Drop 0.5, Dense 18""",
    "B1": """
        Conv 32 same relu, Pool, Conv 64 same relu, Pool, Flatten, Dense 256 relu, Drop 0.5, Dense 3""",
    "D1": "Conv 6 valid relu, Pool, Conv 16 valid relu, Pool, Flatten, Dense 50 relu, Dense 25",
    "D1e": """
        Conv 32 same, BN, ReLU, Conv 32 same, BN, ReLU, Pool, Drop 0.25,
        Conv 64 same, BN, ReLU, Conv 64 same, BN, ReLU, Pool, Drop 0.25,
        Conv 128 same, BN, ReLU, Drop 0.25, Flatten, Dense 50, ReLU, Dense 25""",
    "D2": """
        Conv 32 same, BN, ReLU, Conv 32 valid, BN, ReLU, Pool, Drop 0.25,
        Conv 64 same, BN, ReLU, Conv 64 valid, BN, ReLU, Pool, Drop 0.25,
        Conv 128 same, BN, ReLU, Drop 0.25, Flatten, Dense 50, BN, ReLU, Dense 25""",
    "D3": """
        Conv 32 same, Conv 32 same, BN, ReLU, Pool, Drop 0.25, Conv 64 same, Conv 64 same, BN, ReLU, Pool,
        Drop 0.25, Conv 128 same, Conv 128 same, BN, ReLU, Pool, Drop 0.25, Conv 128 same, Conv 128 same,
        BN, ReLU, Drop 0.25, GlobalAveragePooling2D, Dense 128 relu, Dense 64 relu, Dense 25""",
    "D5": "Dense 1024 relu, Dense 512 relu, Drop 0.5, Dense 200",
    "D6": """
        Conv 1024 valid relu, BN, Pool, Flatten, Drop 0.25, Dense 512 relu, BN, Drop 0.25,
        Dense 218 relu, BN, Drop 0.5, Dense 200""",
    "E1": """
        Conv 32 same relu, Conv 32 valid relu, Pool, Drop 0.25,
        Conv 64 same relu, Conv 64 valid relu, Pool, Drop 0.25,
        Conv 64 same relu, Conv 64 valid relu, Pool, Drop 0.25,
        Flatten, Dense 512 relu, Drop 0.5, Dense 10""",
}
SHORT = {"Conv2D": "Conv", "BatchNormalization": "BN", "MaxPooling2D": "Pool", "LeakyReLU": "Leaky"}


def trainable(model: keras.Model) -> int:
    return sum(int(np.prod(variable.shape)) for variable in model.trainable_variables)


def layer_order(model: keras.Model) -> str:
    """Return the layers in words, as 'Conv 32 same relu, Pool, Drop 0.25', without what does nothing."""
    words = []
    for layer in model.layers:
        config, kind = layer.get_config(), type(layer).__name__
        if kind == "InputLayer" or config.get("rate") == 0:
            continue
        parts = [SHORT.get(kind, kind)]
        parts += [
            str(config[key]) for key in ("filters", "units", "rate", "negative_slope") if config.get(key)
        ]
        parts += [config["padding"]] if kind == "Conv2D" else []
        parts += [config["activation"]] if config.get("activation", "linear") != "linear" else []
        words.append(" ".join(parts).replace("Dropout", "Drop"))
    return ", ".join(words)


@pytest.mark.parametrize(
    ("name", "options", "shape", "classes", "parameters", "trainable_parameters"),
    [entry[1:] for entry in PUBLISHED],
    ids=[entry[0] for entry in PUBLISHED],
)
def test_parameters_are_as_published(
    name: str,
    options: dict[str, Any],
    shape: tuple[int, ...],
    classes: int,
    parameters: int,
    trainable_parameters: int,
) -> None:
    model = architectures.build(name, input_shape=shape, num_classes=classes, **options)
    assert model.count_params() == parameters
    assert trainable(model) == trainable_parameters
    assert model.output_shape == (None, classes)
    text = architectures.find(name).__doc__ or ""
    if name != "fully_connected":  # its text counts the parameters for 10 classes
        assert f"{parameters:,}" in text
        assert parameters == trainable_parameters or f"{trainable_parameters:,}" in text


def test_b2_whole() -> None:
    base = application.backbone((250, 250, 3), None, "VGG16")
    base.trainable = False
    assert base.output_shape == (None, 7, 7, 512)
    head = architectures.build(
        "dense_head", input_shape=base.output_shape[1:], num_classes=3, hidden=[256], output="sigmoid"
    )
    model = keras.Model(base.input, head(base.output))
    assert model.count_params() == 21_138_243
    assert trainable(model) == 6_423_555


def test_d7_whole() -> None:
    model = architectures.build(
        "application", input_shape=(224, 224, 3), num_classes=200, net="ResNet50", hidden=[1024], dropout=0.5
    )
    assert model.count_params() == 25_890_888
    assert trainable(model) == 25_890_888 - 53_120  # the moving means and variances of ResNet50


@pytest.mark.parametrize("system", ORDERS)
def test_layers_are_in_the_published_order(system: str) -> None:
    _, name, options, shape, classes, *_ = next(entry for entry in PUBLISHED if entry[0] == system)
    model = architectures.build(name, input_shape=shape, num_classes=classes, **options)
    assert layer_order(model) == " ".join(ORDERS[system].split())


def test_the_convolutional_head_takes_other_sizes() -> None:
    build = partial(architectures.build, "convolutional_head", num_classes=3, filters=4, hidden=(8, 8))
    assert build(input_shape=(4, 5, 8)).count_params() == (288 + 4 + 16) + (40 + 32) + (72 + 32) + 27
    large = build(input_shape=(28, 31, 8))
    averaged = next(layer for layer in large.layers if layer.name.startswith("average"))
    assert averaged.output.shape == (None, 7, 7, 8)


@pytest.mark.parametrize(("shape", "words"), [((2048,), "2048"), ((2, 2, 512), "2x2x512")])
def test_the_convolutional_head_refuses_what_is_no_map(shape: tuple[int, ...], words: str) -> None:
    assert mistake(architectures.build, "convolutional_head", input_shape=shape, num_classes=3) == (
        f"convolutional_head: feature maps of 4x4 or more are needed, not {words}."
        " Set the backbone's `pooling: none`, or a larger `input_size`."
    )


def test_sigmoid_outputs_under_keras_cross_entropy() -> None:
    head = architectures.build("dense_head", input_shape=(5,), num_classes=3, output="sigmoid")
    inputs = np.random.default_rng(0).normal(0, 2, (8, 5)).astype(np.float32)
    targets = np.eye(3, dtype=np.float32)[np.arange(8) % 3]
    kernel, bias = head.get_layer("logits").get_weights()
    sigmoids = 1 / (1 + np.exp(-(inputs @ kernel + bias)))
    logits = np.asarray(head(inputs))
    theirs = keras.losses.CategoricalCrossentropy()(targets, sigmoids)
    ours = keras.losses.CategoricalCrossentropy(from_logits=True)(targets, logits)
    assert float(ours) == pytest.approx(float(theirs), rel=1e-5)
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    np.testing.assert_allclose(probabilities, sigmoids / sigmoids.sum(1, keepdims=True), rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"hidden": [8, 4], "dropout": [0.5]},
            "dense_head: `dropout` has 1 value(s) for 2 hidden layer(s)."
            " Give one number for all, or one for each.",
        ),
        (
            {"output": "sigmoyd"},
            "dense_head: `output` is softmax or sigmoid, not 'sigmoyd'. Closest: sigmoid.",
        ),
    ],
)
def test_the_dense_head_says_what_does_not_fit(options: dict[str, Any], message: str) -> None:
    assert mistake(architectures.build, "dense_head", input_shape=(16,), num_classes=3, **options) == message


def test_every_kernel_of_c1_is_lecun_uniform() -> None:
    model = architectures.build("lecun_cnn", input_shape=SCREENSHOT, num_classes=10)
    kernels = [layer.get_weights()[0] for layer in model.layers if layer.get_weights()]
    assert len(kernels) == 6
    for kernel in kernels:  # uniform within the root of 3 / inputs of a unit
        limit = np.sqrt(3 / np.prod(kernel.shape[:-1]))
        assert 0.98 * limit < np.abs(kernel).max() <= np.float32(limit)
        assert kernel.std() == pytest.approx(limit / np.sqrt(3), rel=0.1)


def test_c1_with_plain_normal_kernels() -> None:
    normal = {"class_name": "RandomNormal", "config": {"stddev": 1.0}}
    for initializer, deviation in (("random_normal", 0.05), (normal, 1.0)):
        model = architectures.build(
            "lecun_cnn", input_shape=SCREENSHOT, num_classes=10, initializer=initializer
        )
        first, second = (model.layers[number].get_weights()[0] for number in (3, 5))
        assert first.std() == pytest.approx(deviation, rel=0.05)
        assert not np.array_equal(first.ravel()[:100], second.ravel()[:100])
