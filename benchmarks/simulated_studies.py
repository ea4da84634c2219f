"""Simulated studies: which of n images S seeds of V variants get right, with the truth known.

Each image has a difficulty that all variants share, a part of its own for each variant, and a part for each
seed; these add up to a standard normal variable, and a seed is right where it is below a threshold that gives
this seed's true accuracy (a probit model). Near-duplicates of a group share the first two parts, and 70 % of
the third. True accuracies of seeds follow a beta distribution with the recipe's accuracy as its mean and the
seed spread as its standard deviation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special


@dataclass(frozen=True)
class Difficulty:
    """Shares of the variance of an image's difficulty; they sum to 1."""

    all_variants: float
    one_variant: float
    one_seed: float


# At 90 % accuracy two seeds of a variant then differ on 10.7 % of the images, two variants on 12.2 %.
REALISTIC = Difficulty(all_variants=0.6, one_variant=0.1, one_seed=0.3)
# Every seed errs independently of all others: no image is hard.
INDEPENDENT = Difficulty(all_variants=0.0, one_variant=0.0, one_seed=1.0)


Sizes = tuple[int, ...]  # of groups of near-duplicates, in turn
ALONE, ONE_TO_FOUR, TENS, TWENTIES = (1,), (1, 2, 3, 4), (10, *[1] * 10), (20,)
LARGE, FIFTIES = (27, *[1] * 158), (50, *[1] * 50)
FALLING = (30, 15, 10, 7, 6, 5, 4, 3, 3, 2, 2, 2, *[1] * 8)
NAMES = {
    ALONE: "alone",
    ONE_TO_FOUR: "1 to 4",
    TENS: "half in tens",
    TWENTIES: "twenties",
    LARGE: "one of 27",
    FIFTIES: "half in fifties",
    FALLING: "30, 15, 10, ..., 1",
}


def group_labels(images: int, sizes: Sizes) -> NDArray[np.intp]:
    """Return which group of near-duplicates each image is of: (images,)."""
    return np.repeat(np.arange(images), np.resize(sizes, images))[:images]


def class_shares(classes: int, unequal: bool) -> NDArray[np.float64]:
    """Return how frequent classes are: as 1, 1/2, 1/3, ... where they are unequal; they sum to 1."""
    weights = 1 / np.arange(1, classes + 1) if unequal else np.ones(classes)
    return np.asarray(weights / weights.sum())


def simulate(
    generator: np.random.Generator,
    studies: int,
    accuracies: Sequence[float],
    spread: float,
    seeds: int,
    images: int = 1000,
    sizes: Sizes = ALONE,
    difficulty: Difficulty = REALISTIC,
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Draw studies: correct (studies, V, seeds, images) and the groups (images,)."""
    groups = group_labels(images, sizes)
    variants, count = len(accuracies), int(groups.max()) + 1

    def normal(*shape: int) -> NDArray[np.float32]:
        drawn = generator.standard_normal((studies, *shape), dtype=np.float32)
        return np.asarray(drawn[..., groups] if shape[-1] == count and count < images else drawn)

    own = normal(variants, seeds, images)
    if count < images:
        own = np.float32(0.7**0.5) * normal(variants, seeds, count) + np.float32(0.3**0.5) * own
    latent = np.float32(difficulty.one_seed**0.5) * own
    latent += np.float32(difficulty.one_variant**0.5) * normal(variants, 1, count)
    latent += np.float32(difficulty.all_variants**0.5) * normal(1, 1, count)
    mean = np.asarray(accuracies)[:, None]
    truth = np.broadcast_to(mean, (studies, variants, seeds))
    if spread > 0:
        size = mean * (1 - mean) / spread**2 - 1
        truth = generator.beta(mean * size, (1 - mean) * size, size=(studies, variants, seeds))
    return latent < special.ndtri(truth)[..., None], groups
