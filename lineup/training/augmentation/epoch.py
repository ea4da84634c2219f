"""All changes of one epoch: numbers drawn beforehand, applied a batch at a time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from lineup.training.augmentation import colours, erasing, geometry, mixing, rand_augment

Recipe = dict[str, Any]  # the fields of schema.variant.Augmentation, any of them left out
Numbers = dict[str, np.ndarray]
MOVES = (
    "rotation", "zoom", "width_shift", "height_shift", "shear", "horizontal_flip", "vertical_flip",
)  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """What happens to every image, arrays (images, ...), and to every batch, arrays (batches, ...)."""

    of_images: Numbers
    of_batches: Numbers
    moves: np.ndarray | None = None  # geometry's maps, (images, 8), which come before all others


def draw(
    recipe: Recipe, *, images: int, batches: int, seed: int, epoch: int, height: int, width: int
) -> Changes:
    """Return one epoch's changes; a name is missing where the recipe leaves its change off."""
    of_images: Numbers = {}
    of_batches: Numbers = {}
    maps = None
    if moves := {name: recipe[name] for name in MOVES if recipe.get(name)}:
        random = geometry.draw(images, seed, epoch)
        maps = geometry.transforms(random, height, width, **moves)
    if layers := recipe.get("rand_augment"):
        names = ("choices", "strengths", "layer_maps")
        drawn = rand_augment.draw(images, seed, epoch, **layers, height=height, width=width)
        of_images |= dict(zip(names, drawn, strict=True))
    if ranges := {name: recipe[name] for name in colours.NAMES if recipe.get(name)}:
        of_images["colours"], of_batches["order"] = colours.draw(images, batches, seed, epoch, ranges)
    if probability := recipe.get("random_erasing"):
        of_images["erased"], of_batches["noise"] = erasing.draw(
            images, batches, seed, epoch, probability, height, width
        )
    mixup, cutmix = recipe.get("mixup") or 0, recipe.get("cutmix") or 0
    if mixup or cutmix:
        of_batches["boxes"], of_batches["shares"] = mixing.draw(
            batches, seed, epoch, mixup, cutmix, height, width
        )
    return Changes(of_images, of_batches, maps)


def apply(images: Any, targets: Any, weights: Any, drawn: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Return a batch, already moved, changed by its part of the other numbers of `draw`, in that order.

    images: float32 (n, height, width, 3) of 0 to 255; targets (n, classes); weights (n,).
    """
    if "choices" in drawn:
        images = rand_augment.augment(images, drawn["choices"], drawn["strengths"], drawn["layer_maps"])
    if "colours" in drawn:
        images = colours.jitter(images, drawn["colours"], drawn["order"])
    if "erased" in drawn:
        images = erasing.erase(images, drawn["erased"], drawn["noise"])
    if "boxes" in drawn:
        return mixing.mix(images, targets, weights, drawn["boxes"], drawn["shares"])
    return images, targets, weights


traced_apply = tf.function(apply)  # read once a process rather than once an epoch
