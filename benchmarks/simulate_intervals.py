"""Do the intervals hold the truth, are twins left alone, are real differences found? Simulated whole studies.

    uv run python -m benchmarks.simulate_intervals [--studies 2000] [--tables coverage twins ...]

Prints Markdown tables; the model is in simulated_studies.py. All tables at 2,000 studies: some 10 minutes.
"""

import argparse
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks import interval_alternatives as other
from benchmarks.simulated_studies import (
    ALONE,
    FALLING,
    FIFTIES,
    INDEPENDENT,
    NAMES,
    ONE_TO_FOUR,
    REALISTIC,
    Difficulty,
    Sizes,
    simulate,
)
from lineup.judgement.statistics.accuracy import accuracy_interval
from lineup.judgement.statistics.generalised import p_values
from lineup.judgement.statistics.pairs import holm, pair_components

SPREADS = (0.0, 0.005, 0.02)  # standard deviation of the true accuracy of a seed
BATCH = 250
Study = tuple[NDArray[np.bool_], NDArray[np.intp]]


def draw_studies(
    count: int,
    accuracies: Sequence[float],
    spread: float,
    seeds: int,
    sizes: Sizes = ALONE,
    difficulty: Difficulty = REALISTIC,
    random_seed: int = 1,
    images: int = 1000,
) -> Iterator[Study]:
    """Yield `count` studies: correct (V, S, n) and groups (n,)."""
    generator = np.random.default_rng(random_seed)
    for start in range(0, count, BATCH):
        batch = min(BATCH, count - start)
        correct, groups = simulate(generator, batch, accuracies, spread, seeds, images, sizes, difficulty)
        for one in correct:
            yield one, groups


def coverage(
    count: int, accuracy: float, spread: float, seeds: int, sizes: Sizes = ALONE, images: int = 1000
) -> tuple[float, float]:
    """Share of studies whose interval holds the truth, and the mean half width."""
    found = [
        accuracy_interval(correct[0], groups)
        for correct, groups in draw_studies(count, [accuracy], spread, seeds, sizes, images=images)
    ]
    held = np.mean([interval.low <= accuracy <= interval.high for interval in found])
    return float(held), float(np.mean([interval.high - interval.low for interval in found]) / 2)


def share_called_different(studies: Iterable[Study]) -> float:
    """Share of studies in which any two variants are told apart (Holm's p below 0.05)."""
    found = [pair_components(list(correct), groups) for correct, groups in studies]
    differences, parts = zip(*found, strict=True)
    p = p_values(list(itertools.chain(*differences)), list(itertools.chain(*parts))).reshape(len(found), -1)
    return float(np.mean([holm(of_study).min() < 0.05 for of_study in p]))


def print_coverage(count: int) -> None:
    """Coverage of 95 % intervals; half widths in points. Of one seed they are of that training: spread 0."""
    print("\n| accuracy | groups | seeds | " + " | ".join(f"spread {100 * s:g}" for s in SPREADS) + " |")
    print("|---|---|---|" + "---|" * len(SPREADS))
    for accuracy in (0.9, 0.6, 0.98):
        for sizes in (ALONE, ONE_TO_FOUR):
            for seeds in (1, 3, 5):
                cells = [coverage(count, accuracy, spread, seeds, sizes) for spread in SPREADS]
                text = " | ".join(f"{100 * held:.1f} % (±{100 * half:.2f})" for held, half in cells)
                print(f"| {accuracy} | {NAMES[sizes]} | {seeds} | {text} |", flush=True)


def print_odd(count: int) -> None:
    """Few images and hardly an error, groups of very unequal sizes: coverage, half width, twins called."""
    print("\n| accuracy | images | groups | seeds | holds | twins called different |")
    print("|---|---|---|---|---|---|")
    few = itertools.product((0.995, 0.99), (30, 100, 400), (ALONE, ONE_TO_FOUR))
    unequal = itertools.product((0.95, 0.8), (100, 300, 1000), (FIFTIES, FALLING))
    for (accuracy, images, sizes), seeds in itertools.product([*few, *unequal], (1, 3, 5)):
        held, half = coverage(count, accuracy, 0, seeds, sizes, images)
        twins = draw_studies(count, (accuracy, accuracy), 0, seeds, sizes, images=images)
        called = share_called_different(twins)
        cells = f"{100 * held:.1f} % (±{100 * half:.1f}) | {100 * called:.1f} %"
        print(f"| {accuracy} | {images:,} | {NAMES[sizes]} | {seeds} | {cells} |", flush=True)


def print_called(count: int, cases: Sequence[Sequence[float]]) -> None:
    """Share of studies with any two variants told apart, for the true accuracies of each case."""
    print(
        "\n| accuracies | model | groups | seeds | "
        + " | ".join(f"spread {100 * s:g}" for s in SPREADS)
        + " |"
    )
    print("|---|---|---|---|" + "---|" * len(SPREADS))
    models = (
        ("realistic", REALISTIC, ALONE),
        ("realistic", REALISTIC, ONE_TO_FOUR),
        ("independent", INDEPENDENT, ALONE),
    )
    for accuracies, (name, difficulty, sizes), seeds in itertools.product(cases, models, (3, 5)):
        shares = [
            share_called_different(draw_studies(count, accuracies, s, seeds, sizes, difficulty))
            for s in SPREADS
        ]
        text = " | ".join(f"{100 * share:.1f} %" for share in shares)
        label = f"{', '.join(map(str, accuracies))} | {name} | {NAMES[sizes]}"
        print(f"| {label} | {seeds} | {text} |", flush=True)


def print_alternatives(count: int) -> None:
    """Coverage and half width of what was not taken, at accuracy 0.9."""
    print("\n| interval | seeds | " + " | ".join(f"spread {100 * s:g}" for s in SPREADS) + " |")
    print("|---|---|" + "---|" * len(SPREADS))
    methods: dict[str, Callable[[NDArray[np.bool_], int], other.Interval]] = {
        "generalised (ours)": lambda y, _: (accuracy_interval(y).low, accuracy_interval(y).high),
        "Satterthwaite": lambda y, _: other.satterthwaite(y),
        "Satterthwaite, image noise counted twice": lambda y, _: other.satterthwaite(y, subtract=False),
        "t on S - 1": lambda y, _: other.fixed_degrees(y),
        "percentile bootstrap of images and seeds": lambda y, k: other.pigeonhole(y, k)[0],
        "bootstrap-t of images and seeds": lambda y, k: other.pigeonhole(y, k)[1],
    }
    for name, method in methods.items():
        for seeds in (3, 5):
            cells = []
            for spread in SPREADS:
                found = [
                    method(y[0], k) for k, (y, _) in enumerate(draw_studies(count, [0.9], spread, seeds))
                ]
                held = np.mean([low <= 0.9 <= high for low, high in found])
                cells.append(f"{100 * held:.1f} % (±{50 * np.mean([b - a for a, b in found]):.2f})")
            print(f"| {name} | {seeds} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--studies", type=int, default=2000)
    tables = ("coverage", "twins", "power", "odd", "alternatives")
    parser.add_argument("--tables", nargs="+", choices=tables, default=tables)
    arguments = parser.parse_args()
    start = time.perf_counter()
    if "coverage" in arguments.tables:
        print_coverage(arguments.studies)
    if "twins" in arguments.tables:
        print_called(arguments.studies, [(0.9, 0.9), (0.98, 0.98), (0.9,) * 5])
    if "power" in arguments.tables:
        print_called(arguments.studies, [(0.93, 0.9)])
    if "odd" in arguments.tables:
        print_odd(min(500, arguments.studies))
    if "alternatives" in arguments.tables:
        print_alternatives(min(500, arguments.studies))
    print(f"\n{arguments.studies} studies a cell, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
