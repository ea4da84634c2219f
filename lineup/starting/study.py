"""The study that fits what was seen: size, seeds, variants and their recipes, as params.yaml has them."""

from collections.abc import Mapping
from typing import Any

from lineup.schema.base import NOTHING
from lineup.starting import project
from lineup.starting.looking import Looks
from lineup.starting.machine import Machine
from lineup.starting.pretrained import Net

SIDES = (32, 48, 64, 96, 128, 160, 224)  # pixels
MINUTES = 30  # that a first study may take on a processor
FEW, FOLDS, FEWEST = 500, 5, 10  # fewer pictures are tested in folds, where each class has FEWEST or more
PASSES = 24_000  # pictures that a training sees, at least: fewer pictures, more epochs
PER_PIXEL = 3756  # multiply-accumulates of the architecture `cnn`, by its layers; 15.4 M at 64x64
USED = 0.35  # of a matrix product's speed: 65 of 150 to 180 GFLOP/s when `cnn` trained
START = 9.0  # seconds in which a stage with TensorFlow starts, on two cores
GPU = 20  # times as fast as the processor beside it, at least


def parts(shares: Mapping[str, float], pictures: int, smallest: int) -> dict[str, float]:
    """Return `split`'s shares, with folds where a test set of few pictures would tell little.

    shares: 0 of a part that the data set brings; smallest: pictures of the smallest class.
    """
    if not shares["validation"] or not shares["test"] or pictures >= FEW or smallest < FEWEST:
        return dict(shares)
    return {"train": 0.8, "validation": 0.2, "test": 0, "folds": FOLDS}


def propose(
    name: str,
    dataset: Mapping[str, Any],
    split: Mapping[str, float],
    looks: Looks,
    counts: Mapping[str, int],
    net: Net | None,
    machine: Machine,
    mirror: bool,
) -> tuple[dict[str, Any], float]:
    """Return params.yaml's content, and the seconds that it takes, roughly.

    counts: pictures by part, by the part's key in `dataset`; net: None for the toons' backbone; mirror:
    whether a mirrored picture is still of its class.
    """
    images, training = sum(counts.values()), round(counts["training"] * split["train"])
    training = round(training * (1 - 1 / FOLDS)) if "folds" in split else training
    seeds = list(range(5 if training < 500 and "folds" not in split else 3))
    sides = [side for side in SIDES if side <= 1.1 * looks.side] or [SIDES[0]]
    backbone = net.multiply_accumulates if net else 40e6
    for side in reversed(sides):
        content = {
            "study": name,
            "seeds": seeds,
            "dataset": dict(dataset),
            "images": {
                "height": side,
                "width": side,
                "resize": "stretch" if looks.alike else "fit_pad",
                "interpolation": "area",
            },
            "split": {**split, "seed": 0, "grouped": True, "leaks": "report"},
            "training": {"precision": "auto", "checkpoint_batches": None},
            "analysis": {"corruption_images": 0, "attention_errors": 0},
            "backbones": backbones(net),
            "suspects": {},
            "variants": variants(training, net, mirror),
        }
        seconds = estimate(content, images, training, backbone, machine)
        if seconds <= 60 * MINUTES or side <= 64:
            break
    return content, seconds


def backbones(net: Net | None) -> dict[str, Any]:
    if net is None:
        own = {"weights": project.WEIGHTS, "watch": project.WEIGHTS}
        return {"toonnet": {"architecture": "toonnet", **own, "pooling": "avg"}}
    entry = {
        "architecture": "application",
        "weights": net.weights,
        "watch": NOTHING if net.weights == "imagenet" else net.weights,
        "pooling": "avg",
        "input_size": net.size,
        "options": net.options,
    }
    return {net.name.lower(): entry}


def variants(training: int, net: Net | None, mirror: bool) -> dict[str, Any]:
    """Return an own net, the same augmented, and a head on the backbone; training: pictures to train on."""
    epochs = min(40, max(8, round(PASSES / max(training, 1))))
    batch = 16 if training < 400 else 32 if training < 10_000 else 64
    own = {
        "architecture": "cnn",
        "input": "images",
        "optimizer": "adam",
        "learning_rate": 0.004 if batch > 16 else 0.002,
        "schedule": {"name": "one_cycle"},
        "batch_size": batch,
        "epochs": epochs,
    }
    augmentation = {"rotation": 8, "zoom": 0.1, "width_shift": 0.08, "height_shift": 0.08}
    flip = {"horizontal_flip": True} if mirror else {}
    head = {
        "architecture": "dense_head",
        "input": f"features/{next(iter(backbones(net)))}",
        "scaling": "none",
        "optimizer": "adam",
        "learning_rate": 0.001,
        "batch_size": batch,
        "epochs": 30,
    }
    augmented = {**own, "schedule": {"name": "one_cycle"}, "epochs": round(1.5 * epochs)}
    return {"cnn": own, "cnn_augmented": augmented | {"augmentation": augmentation | flip}, "transfer": head}


def estimate(
    study: Mapping[str, Any], images: int, training_images: int, backbone: float, machine: Machine
) -> float:
    """Return the seconds of `lineup run` for a study as `propose` makes it.

    backbone: multiply-accumulates of a picture through the frozen backbone. A training step costs three
    passes, forward and backward.
    """
    speed = USED * machine.operations * (GPU if machine.gpu else 1)
    pixels = study["images"]["height"] * study["images"]["width"]
    trainings = len(study["seeds"]) * (1 + study["split"].get("folds", 0))
    total = 25.0 + images * (1 / 200 + 1 / 300)  # decoding, near-duplicates
    for variant in study["variants"].values():
        total += 2 * START + trainings * 2
        if variant["input"] == "images":
            operations = 2 * PER_PIXEL * pixels * (3 * training_images * variant["epochs"] + images)
            total += trainings * operations / speed
        else:
            total += trainings * variant["epochs"] * (0.3 + training_images * 2e-5)
    if study["backbones"]:
        total += START + images * 2 * backbone / speed
    return total
