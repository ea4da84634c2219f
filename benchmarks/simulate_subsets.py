"""Is a kind of images called weak where none is? Simulated studies; four variants, three seeds, 13 kinds.

    uv run python -m benchmarks.simulate_subsets [--studies 1000]

Prints the share of studies with any finding where kinds and errors have nothing in common, and how often a
class is found whose images err more. Kinds: ten classes, the darkest and brightest quarter, a rare tenth.
"""

import argparse
import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated_studies import simulate
from lineup.judgement.statistics import holm, p_worse
from lineup.judgement.verdict import ALPHA

CLASSES, SEEDS = 10, 3


def kinds(generator: np.random.Generator, groups: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which images are of which kind, (kinds, images): classes are those of whole groups."""
    count = int(groups.max()) + 1
    label = generator.integers(0, CLASSES, count)[groups]
    light = generator.standard_normal(count)[groups] + 0.3 * generator.standard_normal(len(groups))
    dark, bright = light <= np.quantile(light, 0.25), light >= np.quantile(light, 0.75)
    rare = (generator.random(count) < 0.1)[groups]
    return np.stack([*(label == one for one in range(CLASSES)), dark, bright, rare])


def found(
    count: int, accuracy: float, grouped: bool, images: int, harder: float = 1.0, random_seed: int = 1
) -> tuple[float, float]:
    """Return the share of studies with a finding, and of those where class 0 is found for the first variant.

    harder: how many times as often the first variant's answers to class 0 are wrong.
    """
    generator = np.random.default_rng(random_seed)
    any_found, first_found = 0, 0
    for _ in range(count):
        correct, groups = simulate(generator, 1, [accuracy] * 4, 0.005, SEEDS, images, grouped)
        parts = kinds(generator, groups)
        errors = 1 - correct[0].mean(axis=1)  # (variants, images)
        spoiled = (generator.random(groups.max() + 1) < (harder - 1) * (1 - accuracy) / accuracy)[groups]
        errors[0] = np.where(parts[0] & spoiled, 1.0, errors[0])
        p = holm([p_worse(wrong, part, groups) for wrong in errors for part in parts])
        any_found += bool(p.min() < ALPHA)
        first_found += bool(p[0] < ALPHA)
    return any_found / count, first_found / count


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--studies", type=int, default=1000)
    studies, start = parser.parse_args().studies, time.perf_counter()
    print(
        "\n| images | groups | accuracy | false findings | class that errs 2, 3, 5 times as often is found |"
    )
    print("|---|---|---|---|---|")
    for images in (400, 1000, 4000):
        for grouped in (False, True):
            for accuracy in (0.9, 0.97):
                false, _ = found(studies, accuracy, grouped, images)
                power = [found(studies // 5, accuracy, grouped, images, times)[1] for times in (2, 3, 5)]
                text = " / ".join(f"{100 * one:.0f}" for one in power)
                groups = "1 to 4" if grouped else "none"
                print(f"| {images} | {groups} | {accuracy} | {100 * false:.1f} % | {text} % |", flush=True)
    print(f"\n{studies} studies a cell, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
