"""Do intervals hold the truth, are twins left alone, where folds share training images? Simulated studies.

    uv run python -m benchmarks.simulate_folds [--studies 300]

The truth is the expected accuracy of the recipe over data sets, seeds and images. A net is better or worse by
each image it is trained on and by its seed. `set` is the variance of that over data sets, as a share of the
variance due to the images that are tested (the seed's standard deviation is 0.01): benchmarks/folds_on_digits
measures 0.1 to 0.4. What it does to twins is `alike` as images are (6 of 7 parts of it), or `apart`. Beside
Lineup's own stand the same without its terms for the data set.
"""

import argparse
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from benchmarks.simulated_studies import REALISTIC, group_labels
from lineup.judgement.statistics import Folded, accuracy_interval, compare_pairs

SEED = 0.01
GROUPED = 2.2  # times the variance of as many images, groups of 1 to 4
OWN = REALISTIC.one_variant / (REALISTIC.one_variant + REALISTIC.all_variants)


class World(NamedTuple):
    """Studies of `images`, in groups or not, of two variants of one `accuracy`.

    set: as above; own: the part of it that is each twin's alone.
    """

    images: int
    grouped: bool
    accuracy: float
    set: float
    own: float

    @property
    def of_set(self) -> float:
        """Return the standard deviation of a net's accuracy over data sets."""
        of_images = self.accuracy * (1 - self.accuracy) / self.images * (GROUPED if self.grouped else 1)
        return float((self.set * of_images) ** 0.5)


def draw(
    generator: np.random.Generator, world: World, folded: Folded, seeds: int
) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.intp]]:
    """Return both variants' out-of-fold answers (seeds, images), means over repeats, and groups (images,)."""
    groups = group_labels(world.images, world.grouped)
    count = int(groups.max()) + 1
    parts = [generator.permutation(np.resize(np.arange(folded.folds), count)) for _ in range(folded.repeats)]
    common, of_set = generator.standard_normal((2, count))
    found = {}
    for name in ("one", "other"):
        ease = REALISTIC.all_variants**0.5 * common + REALISTIC.one_variant**0.5 * generator.standard_normal(
            count
        )
        effect = (1 - world.own) ** 0.5 * of_set + world.own**0.5 * generator.standard_normal(count)
        rows = np.zeros((seeds, world.images))
        for part, row in product(parts, rows):
            kept = [effect[part != fold].sum() / (part != fold).sum() ** 0.5 for fold in range(folded.folds)]
            nets = (
                world.accuracy
                + world.of_set * np.array(kept)
                + SEED * generator.standard_normal(folded.folds)
            )
            own = generator.standard_normal(world.images)
            if world.grouped:
                own = 0.7**0.5 * generator.standard_normal(count)[groups] + 0.3**0.5 * own
            latent = ease[groups] + REALISTIC.one_seed**0.5 * own
            row += latent < special.ndtri(np.clip(nets, 0.001, 0.9995))[part][groups]
        found[name] = rows / folded.repeats
    return found, groups


def judged(world: World, design: tuple[int, int, int], studies: int) -> list[tuple[float, float, float]]:
    """Return coverage, mean half width and twins called different: Lineup's, and without its terms.

    design: folds, repeats, seeds.
    """
    generator, folded = np.random.default_rng(1), Folded(*design[:2])
    drawn = [draw(generator, world, folded, design[2]) for _ in range(studies)]
    rows = []
    for used in (folded, None):
        ends = [accuracy_interval(correct["one"], groups, folded=used) for correct, groups in drawn]
        pairs = [compare_pairs(correct, groups, folded=used)[0] for correct, groups in drawn]
        held = float(np.mean([end.low <= world.accuracy <= end.high for end in ends]))
        half = float(np.mean([end.high - end.low for end in ends])) / 2
        rows.append((held, half, float(np.mean([pair.p_value < 0.05 for pair in pairs]))))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print coverage, half width and twins called different."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--studies", type=int, default=300)
    studies = parser.parse_args(arguments).studies
    print("| images | groups | accuracy | K, repeats, seeds | set | Lineup | without its terms |")
    print("|---|---|---|---|---|---|---|")
    sizes, designs = (
        ((100, False), (185, False), (185, True), (600, True)),
        ((5, 1, 3), (5, 2, 3), (10, 1, 5)),
    )
    sets = ((0.0, OWN), (0.25, OWN), (0.25, 1.0), (0.4, OWN), (0.4, 1.0))
    for (images, grouped), accuracy, design, (share, own) in product(sizes, (0.9, 0.97), designs, sets):
        found = judged(World(images, grouped, accuracy, share, own), design, studies)
        cells = [
            f"{100 * held:.1f} % (±{100 * half:.1f}), twins {100 * called:.1f} %"
            for held, half, called in found
        ]
        told = f"{share:g}{'' if not share else ' apart' if own == 1 else ' alike'}"
        where = f"{images} | {'1 to 4' if grouped else 'none'} | {accuracy} | {design} | {told}"
        print(f"| {where} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
