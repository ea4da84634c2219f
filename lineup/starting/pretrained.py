"""Which pretrained net is at hand: given, in Keras's cache, in LINEUP_MIRROR, or on the network."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lineup.errors import LineupError

ADDRESS = (
    "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"
    "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"
)
TIMEOUT = 4  # seconds
TENTHS = {"1_0": 1.0, "7_5": 0.75, "5_0": 0.5, "2_5": 0.25}  # alpha in file names


class Net(NamedTuple):
    """A net of keras.applications with its weights.

    weights: 'imagenet', or a path; options: as of a backbone; size: of its pictures in pixels;
    multiply_accumulates: of one picture, of the usual size (from keras.io/api/applications).
    """

    name: str
    weights: str
    options: dict[str, str | float]
    size: int
    multiply_accumulates: float


def known(path: Path) -> Net | None:
    """Return the net of a weights file without its top, by the name that Keras publishes it under."""
    name = path.name.lower()
    if match := re.match(r"mobilenet_(1_0|7_5|5_0|2_5)_(\d{3}).*no_?top", name):
        alpha, size = TENTHS[match[1]], int(match[2])
        return Net("MobileNet", str(path), {"net": "MobileNet", "alpha": alpha}, size, 569e6 * alpha**2)
    if match := re.match(r"mobilenet_v2_weights.*_(\d\.\d+)_(\d{3})_no_?top", name):
        alpha, size = float(match[1]), int(match[2])
        return Net("MobileNetV2", str(path), {"net": "MobileNetV2", "alpha": alpha}, size, 300e6 * alpha**2)
    for start, net, cost in (
        ("efficientnetv2-b0", "EfficientNetV2B0", 0.72e9),
        ("efficientnetb0", "EfficientNetB0", 0.39e9),
        ("resnet50_weights", "ResNet50", 3.9e9),
        ("densenet121_weights", "DenseNet121", 2.9e9),
        ("vgg16_weights", "VGG16", 15.3e9),
    ):
        if name.startswith(start) and re.search("no_?top", name):
            return Net(net, str(path), {"net": net}, 224, cost)
    return None


def given(path: Path) -> Net:
    """Return the net of a file that a person names; LineupError where it is none that is known."""
    if not path.is_file():
        raise LineupError(
            f"--weights: there is no file '{path}'. Give the path of a weights file, or leave it out."
        )
    net = known(path)
    if net is None:
        raise LineupError(
            f"--weights: '{path.name}' is no name by which Keras publishes weights without a top, such as"
            " mobilenet_1_0_224_tf_no_top.h5, efficientnetb0_notop.h5 or"
            " resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5. For others, write a `backbones` entry"
            " into params.yaml."
        )
    return net


def found() -> Net | None:
    """Return the cheapest net whose ImageNet weights are here, else one to be fetched; None for none."""
    nets = [net for path in files() if (net := known(path))]
    large = [net for net in nets if net.multiply_accumulates >= 100e6]  # smaller ones know little
    if large:
        return min(large, key=lambda net: net.multiply_accumulates)
    if nets:
        return max(nets, key=lambda net: net.multiply_accumulates)
    if reachable():
        options: dict[str, str | float] = {"net": "MobileNetV2", "alpha": 1.0}
        return Net("MobileNetV2", "imagenet", options, 224, 300e6)
    return None


def files() -> Iterator[Path]:
    """Yield the weights files in Keras's cache and in LINEUP_MIRROR, as training looks for them."""
    folders = [Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"]
    if mirror := os.environ.get("LINEUP_MIRROR"):
        folders += [Path(mirror), Path(mirror) / "weights", Path(mirror).resolve().parent / "weights"]
    for folder in folders:
        yield from sorted(folder.glob("*no*top*.h5")) if folder.is_dir() else ()


def reachable() -> bool:
    import requests

    try:
        return requests.head(ADDRESS, timeout=TIMEOUT).ok
    except requests.RequestException:
        return False
