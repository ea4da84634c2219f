"""Is the promise on accepted answers kept? Simulated studies whose validation pictures come in groups.

    uv run python -m benchmarks.simulate_promises [--studies 2000] [--tables kept share rivals]

A study promises a share of right answers at a threshold (lineup.inference.threshold); it keeps it where
the share in the population is at least that. Prints Markdown tables; all at 2,000 studies: 10 minutes.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated_answers import WORLDS, FloatArray, World, accuracy, draw
from lineup.inference import threshold
from lineup.inference.threshold import Promise

Fit = Callable[[FloatArray, NDArray[np.bool_], NDArray[np.intp]], Promise]
SIZES = (150, 500, 2000, 10_000)


def studies(
    world: World, images: int, count: int, fit: Fit = threshold.fit
) -> Iterator[tuple[Promise, float]]:
    """Yield each study's promise and the share of its pictures that go to a person."""
    generator = np.random.default_rng(1)
    for _ in range(count):
        confidence, correct, groups = draw(world, generator, images)
        found = fit(confidence, correct, groups)
        yield found, 1.0 if found.threshold is None else float(np.mean(confidence < found.threshold))


def kept(world: World, images: int, count: int, fit: Fit = threshold.fit) -> float:
    """Return the share of studies whose promise is kept; promising nothing is kept."""
    found = [promise for promise, _ in studies(world, images, count, fit)]
    some = [(one.threshold, one.promised) for one in found if one.threshold is not None]
    thresholds, promised = np.array(some, dtype=float).reshape(-1, 2).T
    return 1 - float(np.sum(accuracy(world, thresholds) < promised)) / count


def all_hold(world: World, images: int, count: int) -> float:
    """Return the share of studies in which every threshold's error is within its bound."""
    generator, held = np.random.default_rng(2), 0
    for _ in range(count):
        values, bounds = threshold.error_bounds(*draw(world, generator, images))
        held += bool((1 - accuracy(world, values) <= bounds).all())
    return held / count


def point_estimate(confidence: FloatArray, correct: NDArray[np.bool_], groups: NDArray[np.intp]) -> Promise:
    """What Lineup did before: the smallest threshold at which 99 % of the accepted were right here."""
    del groups
    order = np.argsort(-confidence)
    good = np.flatnonzero(np.cumsum(correct[order]) >= 0.99 * np.arange(1, len(order) + 1))
    return Promise(float(confidence[order][good[-1]]), 0.99) if len(good) else threshold.NOTHING


def as_if_independent(
    confidence: FloatArray, correct: NDArray[np.bool_], groups: NDArray[np.intp]
) -> Promise:
    """The same bound, groups not known."""
    return threshold.fit(confidence, correct, np.arange(len(groups)))


def print_kept(share: Callable[[World, int], float]) -> None:
    """Print a share of studies for each world and number of pictures."""
    print("\n| groups | " + " | ".join(f"{size:,} pictures" for size in SIZES) + " |")
    print("|---|" + "---|" * len(SIZES))
    for world in WORLDS:
        cells = " | ".join(f"{100 * share(world, size):.1f} %" for size in SIZES)
        print(f"| {world.name} | {cells} |", flush=True)


def print_shares(count: int) -> None:
    """Print how often each level is promised, and what goes to a person."""
    print("\n| groups | pictures | 99 % promised | 95 to 98 % | 90 to 94 % | nothing | to a person, median |")
    print("|---|---|---|---|---|---|---|")
    for world in WORLDS:
        for size in SIZES:
            found = list(studies(world, size, count))
            levels = np.array([promise.promised or 0.0 for promise, _ in found])
            bins = [
                levels > 0.985,
                (levels > 0.945) & (levels < 0.985),
                (levels > 0.5) & (levels < 0.945),
                levels == 0,
            ]
            cells = " | ".join(f"{100 * part.mean():.0f} %" for part in bins)
            person = float(np.median([share for _, share in found]))
            print(f"| {world.name} | {size:,} | {cells} | {100 * person:.0f} % |", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--studies", type=int, default=2000)
    tables = ("kept", "share", "rivals")
    parser.add_argument("--tables", nargs="+", choices=tables, default=tables)
    chosen = parser.parse_args(arguments)
    start = time.perf_counter()
    if "kept" in chosen.tables:
        print("\nThe promise is kept:")
        print_kept(lambda world, size: kept(world, size, chosen.studies))
        print("\nAll bounds hold at once:")
        print_kept(lambda world, size: all_hold(world, size, chosen.studies))
    if "share" in chosen.tables:
        print_shares(chosen.studies // 10)
    if "rivals" in chosen.tables:
        for name, fit in {
            "The point estimate": point_estimate,
            "As if independent": as_if_independent,
        }.items():
            print(f"\n{name}:")
            print_kept(partial(kept, count=chosen.studies // 4, fit=fit))
    print(f"\n{chosen.studies} studies a cell, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
