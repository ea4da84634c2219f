"""Is a kind of images called weak where none is? Simulated studies of three seeds.

    uv run python -m benchmarks.simulate_subsets [--studies 200]

Prints the share of studies with any finding where kinds and errors have nothing in common, and how often a
class is found in which the first variant errs three times as often; before: without what seeds differ in.
Kinds: classes, the darkest and brightest quarter, rare classes. `bias`: by how much a seed finds one class
harder than another, a standard deviation on the probit's scale: 0 to 0.27 of the default study's nets. Some
minutes.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import special

from benchmarks.simulated_studies import (
    ALONE,
    NAMES,
    ONE_TO_FOUR,
    REALISTIC,
    TENS,
    TWENTIES,
    Sizes,
    class_shares,
    group_labels,
)
from lineup.judgement.statistics.pairs import holm
from lineup.judgement.statistics.subsets import UNSEEN, p_worse, seed_spread
from lineup.judgement.subsets import EXTREME, FEWEST
from lineup.judgement.verdict import ALPHA

Bools = NDArray[np.bool_]
Study = tuple[NDArray[np.float64], NDArray[np.intp], tuple[Bools, Bools]]
VARIANTS = 2


@dataclass(frozen=True)
class World:
    """Studies of two variants; unequal: classes are as frequent as 1, 1/2, 1/3, ..."""

    images: int
    accuracy: float = 0.93
    classes: int = 10
    unequal: bool = False
    sizes: Sizes = ALONE
    bias: float = 0.2
    seeds: int = 3
    harder: float = 1.0

    def labels(self, generator: np.random.Generator, groups: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the class of each image, those of a group alike."""
        shares = class_shares(self.classes, self.unequal)
        drawn = generator.choice(self.classes, groups.max() + 1, p=shares)
        return np.asarray(drawn[groups])


ROWS = (
    World(60, classes=2, unequal=True),
    World(200, classes=2, unequal=True),
    World(200, 0.55, 20),
    World(200, 0.98, unequal=True),
    World(600),
    World(600, bias=0.0),
    World(600, bias=0.0, sizes=ONE_TO_FOUR),
    World(600, sizes=TWENTIES),
    World(2000, classes=2),
    World(2000),
    World(2000, seeds=5),
    World(2000, bias=0.1),
    World(2000, classes=20, unequal=True),
    World(2000, 0.55, 20),
    World(2000, sizes=ONE_TO_FOUR),
    World(2000, classes=2, unequal=True, sizes=TENS),
)


def study(generator: np.random.Generator, world: World) -> Study:
    """Return errors (variants, seeds, images), groups, and two families of kinds (kinds, images)."""
    groups = group_labels(world.images, world.sizes)
    count, shape = int(groups.max()) + 1, (VARIANTS, world.seeds)
    label = world.labels(generator, groups)
    own = 0.3**0.5 * generator.standard_normal((*shape, world.images))
    own += 0.7**0.5 * generator.standard_normal((*shape, count))[..., groups]
    latent = REALISTIC.one_seed**0.5 * own
    latent += REALISTIC.one_variant**0.5 * generator.standard_normal((VARIANTS, 1, count))[..., groups]
    latent += REALISTIC.all_variants**0.5 * generator.standard_normal(count)[groups]
    hard = world.bias * generator.standard_normal((*shape, world.classes))[..., label]
    line = (1 + world.bias**2) ** 0.5 * special.ndtri(world.accuracy)  # so that accuracy is what it is to be
    errors = (latent + hard >= line).astype(np.float64)
    spoiled = generator.random(count) < (world.harder - 1) * (1 - world.accuracy) / world.accuracy
    errors[0, :, spoiled[groups] & (label == 0)] = 1.0
    light = generator.standard_normal(count)[groups] + 0.3 * generator.standard_normal(world.images)
    seen = [light <= np.quantile(light, EXTREME), light >= np.quantile(light, 1 - EXTREME)]
    classes = [label == one for one in range(world.classes)]
    sizes = np.bincount(label, minlength=world.classes)
    rare = (sizes <= np.quantile(sizes, EXTREME))[label]
    if world.unequal and not any((rare == one).all() for one in classes):
        classes.append(rare)
    return errors, groups, (enough(classes), enough(seen))


def enough(kinds: Sequence[Bools]) -> Bools:
    """Return the kinds of which there are images to be tested, (kinds, images)."""
    kept = [kind for kind in kinds if min(kind.sum(), (~kind).sum()) >= FEWEST]
    return np.array(kept, dtype=bool).reshape(-1, len(kinds[0]))


def p_holm(of: Study, spread: bool) -> NDArray[np.float64]:
    """Return the corrected p-values of a study's tests; spread: with what seeds differ in."""
    errors, groups, families = of
    found = []
    for wrong, kinds in product(errors, families):
        seeds = seed_spread(wrong, kinds, groups) if spread else UNSEEN
        found += [p_worse(wrong, kind, groups, seeds) for kind in kinds]
    return holm(found)


def found(world: World, count: int, spread: bool = True, random_seed: int = 1) -> tuple[float, float]:
    """Return the share of studies with a finding, and of those that find class 0 for the first variant."""
    generator = np.random.default_rng(random_seed)
    studies = [p_holm(study(generator, world), spread) for _ in range(count)]
    anything = np.mean([p.min(initial=1.0) < ALPHA for p in studies])
    return float(anything), float(np.mean([p[:1].min(initial=1.0) < ALPHA for p in studies]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--studies", type=int, default=200)
    count = parser.parse_args(arguments).studies
    print("| images, classes, groups | accuracy | bias | seeds", end="")
    print(" | false, before | false | found, before | found |")
    print("|---|---|---|---|---|---|---|---|")
    for world in ROWS:
        false = [found(world, count, spread)[0] for spread in (False, True)]
        power = [found(replace(world, harder=3.0), count // 4, spread)[1] for spread in (False, True)]
        classes = f"{world.classes}{' unequal' if world.unequal else ''}"
        told = f"{world.images:,}, {classes}, {NAMES[world.sizes]} | {world.accuracy} | {world.bias:g}"
        cells = [f"{100 * share:.1f} %" for share in false] + [f"{100 * share:.0f} %" for share in power]
        print(f"| {told} | {world.seeds} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
