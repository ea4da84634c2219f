"""Simulated studies in folds: pictures drawn, small nets really trained on them, the truth known.

A picture is a point: the mean of its class and noise, most of which near-duplicates share. Two recipes look
at it, each at numbers that the other does not see and at some that both see; they are alike by symmetry, so
that no test may tell them apart. A net is a ridge regression on random features, which are its seed's. So
nets share training pictures, and data sets lift or lower them, as far as learning makes it so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated_studies import ALONE, Sizes, class_shares, group_labels
from lineup.splits import folds

FloatArray = NDArray[np.float64]
Ints = NDArray[np.intp]

OWN, WIDTH, WEIGHT, SHARED = 8, 40, 3.0, 0.9
TRAINED = 0.8  # of what a fold does not test; the rest is for validation
SHARPNESS = 6.0  # of the scores, before temperatures are fitted
RECIPES = ("one", "other")


@dataclass(frozen=True)
class Learners:
    """Where studies come from.

    distance: of class means from the origin. unequal: classes are as frequent as 1, 1/2, 1/3, ... seen: how
    many numbers both recipes look at, beside 8 each. sizes: of groups of near-duplicates, in turn.
    """

    images: int
    classes: int = 2
    distance: float = 0.5
    unequal: bool = False
    sizes: Sizes = ALONE
    seen: int = 8

    @property
    def shares(self) -> FloatArray:
        """Return how frequent classes are."""
        return class_shares(self.classes, self.unequal)

    def means(self) -> FloatArray:
        """Return where classes are, (classes, numbers): what only one recipe sees is the same for both."""
        drawn = np.random.default_rng(self.classes).standard_normal((self.classes, OWN + self.seen))
        return self.distance * np.concatenate([drawn[:, :OWN], drawn], axis=1)

    def draw(self, generator: np.random.Generator, groups: Ints) -> tuple[FloatArray, Ints]:
        """Return points (n, numbers) and classes (n,) of pictures; shares of classes are exact."""
        count, means = int(groups.max()) + 1, self.means()
        places = np.linspace(0, 1, count, endpoint=False) + 0.5 / count
        kinds = np.searchsorted(np.cumsum(self.shares), places).clip(max=self.classes - 1)
        labels = generator.permutation(kinds)[groups]
        shared = generator.standard_normal((count, means.shape[1]))[groups]
        own = generator.standard_normal(shared.shape)
        return means[labels] + SHARED**0.5 * shared + (1 - SHARED) ** 0.5 * own, labels

    def groups(self) -> Ints:
        """Return which group each picture is of."""
        return group_labels(self.images, self.sizes)

    def view(self, recipe: str, points: FloatArray) -> FloatArray:
        """Return what a recipe sees of the points."""
        own = points[:, :OWN] if recipe == "one" else points[:, OWN : 2 * OWN]
        return np.concatenate([own, points[:, 2 * OWN :]], axis=1)


@dataclass(frozen=True)
class Answers:
    """What a study's nets say, by recipe.

    scores: of out-of-fold answers (seeds, repeats, n, classes); elsewhere: accuracy of the nets of folds on
    `others`, pictures that the study has not drawn, by seed; at_work: scores of the net that goes to work, of
    the first seed, on these, (m, classes).
    """

    labels: Ints
    groups: Ints
    scores: dict[str, FloatArray]
    elsewhere: dict[str, FloatArray]
    at_work: dict[str, FloatArray]
    others: Ints

    def correct(self, recipe: str) -> FloatArray:
        """Return the share of repeats in which each seed is right, (seeds, n)."""
        return np.asarray((self.scores[recipe].argmax(-1) == self.labels).mean(axis=1))


def features(view: FloatArray, seed: int) -> FloatArray:
    """Return a net's random features, (n, WIDTH)."""
    random = np.random.default_rng(seed)
    layer = random.standard_normal((view.shape[1], WIDTH)) / view.shape[1] ** 0.5
    return np.asarray(np.maximum(0, view @ layer + 0.3 * random.standard_normal(WIDTH)))


def fit(known: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return the last layer's weights, (WIDTH, classes)."""
    return np.asarray(np.linalg.solve(known.T @ known + WEIGHT * np.eye(WIDTH), known.T @ wanted))


def studies(
    world: Learners, design: tuple[int, int, int], count: int, others: int = 500, seed: int = 1
) -> Iterator[Answers]:
    """Yield studies of so many folds, repeats and seeds; others: pictures that say how good its nets are."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        yield study(generator, world, design, others)


def study(
    generator: np.random.Generator, world: Learners, design: tuple[int, int, int], others: int
) -> Answers:
    """Draw pictures and train nets on them."""
    number, repeats, seeds = design
    groups = world.groups()
    points, labels = world.draw(generator, groups)
    unseen, truth = world.draw(generator, np.arange(others))
    wanted = np.eye(world.classes)[labels] - 1 / world.classes
    shuffles = generator.integers(0, 2**31, (repeats, 2)).tolist()
    place = [folds.numbers(labels, groups, number, shuffle) for shuffle in shuffles]
    used = generator.random((repeats, number, groups.max() + 1))[..., groups] < TRAINED
    found = Answers(labels, groups, {}, {}, {}, truth)
    for recipe in RECIPES:
        found.scores[recipe] = np.zeros((seeds, repeats, len(labels), world.classes))
        found.elsewhere[recipe] = np.zeros(seeds)
        for own in range(seeds):
            random = int(generator.integers(2**31))
            seen = features(world.view(recipe, points), random)
            there = features(world.view(recipe, unseen), random)
            for repeat, fold in np.ndindex(repeats, number):
                tested = place[repeat] == fold
                training = ~tested & used[repeat, fold]
                weights = fit(seen[training], wanted[training])
                found.scores[recipe][own, repeat, tested] = seen[tested] @ weights
                right = ((there @ weights).argmax(-1) == truth).mean()
                found.elsewhere[recipe][own] += right / repeats / number
            if own == 0:
                kept = used[0, 0]
                found.at_work[recipe] = there @ fit(seen[kept], wanted[kept])
    return found
