"""How long a study takes on this machine, roughly."""

from collections.abc import Mapping
from typing import Any

from lineup.starting.machine import Machine

PER_PIXEL = 3756  # multiply-accumulates of the architecture `cnn`, by its layers; 15.4 M at 64x64
USED = 0.35  # of a matrix product's speed: 65 of 150 to 180 GFLOP/s when `cnn` trained
START = 9.0  # seconds in which a stage with TensorFlow starts, on two cores
GPU = 20  # times as fast as the processor beside it, at least


def cnn(height: int, width: int) -> float:
    """Return the multiply-accumulates of the net `cnn` for one picture."""
    return float(PER_PIXEL * height * width)


def seconds(
    study: Mapping[str, Any], images: int, training_images: int, backbone: float, machine: Machine
) -> float:
    """Return the seconds of `lineup run` for a study as `study.propose` makes it.

    backbone: multiply-accumulates of a picture through the frozen backbone. A training step costs three
    passes, forward and backward.
    """
    speed = USED * machine.operations * (GPU if machine.gpu else 1)
    height, width = study["images"]["height"], study["images"]["width"]
    trainings = len(study["seeds"]) * (1 + study["split"].get("folds", 0))
    total = 25.0 + images * (1 / 200 + 1 / 300)  # decoding, near-duplicates
    for variant in study["variants"].values():
        total += 2 * START + trainings * 2
        if variant["input"] == "images":
            operations = 2 * cnn(height, width) * (3 * training_images * variant["epochs"] + images)
            total += trainings * operations / speed
        else:
            total += trainings * variant["epochs"] * (0.3 + training_images * 2e-5)
    if study["backbones"]:
        total += START + images * 2 * backbone / speed
    return total
