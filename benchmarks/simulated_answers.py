"""Simulated answers to validation pictures that come in groups, with the truth known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """Where validation pictures come from.

    Confidence is 1 - u for uniform u, and an answer wrong with the chance `least` + (`most` - `least`) * u^3:
    `least` for labels that are wrong. Groups have `sizes` in turn; within one, u and what decides the error
    have normal scores that correlate by `together`. Those of the largest size err `harder` times as often.
    """

    name: str
    sizes: tuple[int, ...] = (1,)
    together: float = 0.0
    least: float = 0.001
    most: float = 0.3
    harder: float = 1.0


ALONE = World("alone")
WORLDS = (
    ALONE,
    World("pairs, correlation 0.5", (1, 2), 0.5),
    World("1 to 4, correlation 0.5", (1, 2, 3, 4), 0.5),
    World("1 to 4, correlation 1", (1, 2, 3, 4), 1.0),
    World("4 each, correlation 1", (4,), 1.0),
    World("1 and 20, correlation 1", (1,) * 19 + (20,), 1.0),
    World("1 to 4, correlation 1, 0.6 % of labels wrong", (1, 2, 3, 4), 1.0, least=0.006),
    World("1 to 4, correlation 1, confidence worth nothing", (1, 2, 3, 4), 1.0, least=0.012, most=0.012),
    World("1 to 4, correlation 1, the largest err twice as often", (1, 2, 3, 4), 1.0, harder=2.0),
)


def chance(world: World, u: FloatArray, largest: NDArray[np.bool_] | bool = False) -> FloatArray:
    """Return the chance of an error at u."""
    wrong = world.least + (world.most - world.least) * u**3
    return np.asarray(np.minimum(1.0, wrong * np.where(largest, world.harder, 1.0)))


def draw(
    world: World, generator: np.random.Generator, images: int
) -> tuple[FloatArray, NDArray[np.bool_], NDArray[np.intp]]:
    """Return confidence (more is surer), correct and groups of about `images` pictures, whole groups."""
    sizes = np.resize(world.sizes, max(len(world.sizes), round(images / np.mean(world.sizes))))
    groups = np.repeat(np.arange(len(sizes)), sizes)

    def uniform() -> FloatArray:
        shared = generator.standard_normal(len(sizes))[groups] * world.together**0.5
        return np.asarray(
            special.ndtr(shared + generator.standard_normal(len(groups)) * (1 - world.together) ** 0.5)
        )

    u = uniform()
    return 1 - u, uniform() >= chance(world, u, (sizes == max(world.sizes))[groups]), groups


def accuracy(world: World, confidence: FloatArray) -> FloatArray:
    """Return the true share of right answers among those of at least each confidence; (n,) and (n,)."""
    u = np.linspace(0, 1, 4001)
    sizes = np.asarray(world.sizes, dtype=float)
    large = float(sizes[sizes == sizes.max()].sum() / sizes.sum())
    wrong = (1 - large) * chance(world, u) + large * chance(world, u, largest=True)
    steps = np.cumsum((wrong[1:] + wrong[:-1]) / 2) / np.arange(1, len(u))
    return np.asarray(1 - np.interp(1 - confidence, u, np.append(wrong[0], steps)))
