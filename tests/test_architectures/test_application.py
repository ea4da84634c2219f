"""keras.applications nets: their own preprocessing inside, and freezing up to a named layer."""

import importlib
from pathlib import Path

import keras
import numpy as np
import pytest

from lineup.architectures import application
from lineup.schema.variant import APPLICATIONS
from lineup.training import weights
from tests.mistakes import mistake

MODULES = {
    "VGG": "vgg16",
    "ResNet50V2": "resnet_v2",
    "ResNet50": "resnet",
    "DenseNet121": "densenet",
    "MobileNet": "mobilenet",
    "MobileNetV2": "mobilenet_v2",
    "MobileNetV3Small": "mobilenet_v3",
    "EfficientNetB0": "efficientnet",
    "EfficientNetV2B0": "efficientnet_v2",
    "ConvNeXtTiny": "convnext",
    "InceptionV3": "inception_v3",
    "InceptionResNetV2": "inception_resnet_v2",
    "NASNetMobile": "nasnet",
    "Xception": "xception",
}


@pytest.mark.parametrize("net", [net for net in MODULES if net != "VGG"] + ["VGG16", "VGG19", "ResNet152"])
def test_preprocessing_is_the_nets_own(net: str) -> None:
    assert net in APPLICATIONS
    name = MODULES.get(net, "vgg16" if net.startswith("VGG") else "resnet")
    pixels = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 3)).astype(np.float32)
    expected = importlib.import_module(f"keras.applications.{name}").preprocess_input(pixels.copy())
    inputs = keras.Input((8, 8, 3))
    ours = keras.Model(inputs, keras.layers.Identity()(application.preprocess(inputs, net)))
    np.testing.assert_allclose(np.asarray(ours(pixels)), np.asarray(expected), atol=1e-4)


def test_freezing_up_to_a_layer() -> None:
    model = application.build(
        (32, 32, 3), 5, net="MobileNet", trainable_from="conv_pw_13", net_options={"alpha": 0.25}
    )
    whole = application.build((32, 32, 3), 5, net="MobileNet", net_options={"alpha": 0.25})
    body = model.layers[2]
    assert next(layer.name for layer in body.layers if layer.trainable) == "conv_pw_13"
    assert model.count_params() == whole.count_params()
    last_block = body.get_layer("conv_pw_13").count_params() + 2 * 256
    assert sum(int(np.prod(v.shape)) for v in model.trainable_variables) == last_block + 256 * 5 + 5


def test_freezing_up_to_an_unknown_layer() -> None:
    assert mistake(
        application.build, (32, 32, 3), 5, trainable_from="conv_pw_14", net_options={"alpha": 0.25}
    ) == ("trainable_from: mobilenet_0.25_32 has no layer 'conv_pw_14'. Closest: conv_pw_4.")


def mobilenet(alpha: float, weights: str | None, size: int = 32) -> keras.Model:
    return application.without_top("MobileNet", weights, (size, size, 3), {"alpha": alpha})


@pytest.mark.parametrize(
    ("alpha", "name"),
    [(0.25, "mobilenet_2_5_224_tf_no_top.h5"), (0.75, "mobilenet_7_5_224_no_top.weights.h5")],
)
def test_the_real_imagenet_weights(alpha: float, name: str) -> None:
    path = Path(__file__).parents[3] / "shared/weights" / name
    if not path.exists():
        pytest.skip("needs ImageNet weights in a folder shared/weights beside the project")
    net, untrained = mobilenet(alpha, str(path), 96), mobilenet(alpha, None, 96)
    kernels = [model.get_layer("conv1").get_weights()[0] for model in (net, untrained)]
    assert kernels[0].shape == (3, 3, 3, int(32 * alpha))
    assert np.abs(kernels[0]).max() > 2 * np.abs(kernels[1]).max()  # trained filters are no random ones


def test_without_a_network_the_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_: object) -> None:
        raise Exception("URL fetch failure on https://example.org/net.h5: None -- no network")

    monkeypatch.setattr(keras.applications, "MobileNet", unreachable)
    assert mistake(application.backbone, (32, 32, 3), "imagenet") == (
        "The ImageNet weights of MobileNet could not be fetched from https://example.org/net.h5."
        " Fetch the file by hand and put it in the folder that LINEUP_MIRROR names,"
        " or give its path as `weights`."
    )


def test_published_weights_are_found_beside_the_mirror(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mirror", "weights"):
        (tmp_path / name).mkdir()
    (tmp_path / "weights/mobilenet_2_5_224_tf_no_top.h5").write_bytes(b"weights")
    monkeypatch.setenv("LINEUP_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    assert weights.resolve("imagenet") == "imagenet"
    assert (tmp_path / "keras/models/mobilenet_2_5_224_tf_no_top.h5").read_bytes() == b"weights"
    assert weights.resolve("random") is None
    assert weights.resolve("some/path.h5") == "some/path.h5"
