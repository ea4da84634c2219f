"""Do intervals, twins and promises hold where folds share training images? Nets that learn, the truth known.

    uv run python -m benchmarks.simulate_folds [--studies 100]

Prints, of drawn_learners' studies: how often intervals hold the accuracy of the recipe (over data sets, seeds
and pictures) and of the nets at hand, on pictures not drawn; how often two recipes that are equally good are
called different; how often a promise is made, and not kept by the net that goes to work. Some minutes.
"""

import argparse
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import special

from benchmarks.drawn_learners import RECIPES, SHARPNESS, Answers, Learners, studies
from benchmarks.simulated_studies import FALLING, LARGE, NAMES, ONE_TO_FOUR, TENS
from lineup.inference import temperature, threshold
from lineup.judgement.statistics.accuracy import AccuracyInterval, accuracy_interval
from lineup.judgement.statistics.folded import Folded
from lineup.judgement.statistics.pairs import compare_pairs

Design = tuple[int, int, int]  # folds, repeats, seeds
ROWS: tuple[tuple[Learners, Design], ...] = (
    (Learners(40, distance=0.8), (2, 1, 1)),
    (Learners(40, distance=0.8), (5, 3, 3)),
    (Learners(40, distance=1.3), (10, 1, 3)),
    (Learners(60, distance=0.8, unequal=True, sizes=TENS), (3, 1, 3)),
    (Learners(60, distance=0.8), (5, 5, 1)),
    (Learners(60, 4, distance=0.8, unequal=True), (3, 5, 3)),
    (Learners(60, distance=1.6), (5, 5, 1)),
    (Learners(100, distance=0.5, unequal=True), (5, 3, 1)),
    (Learners(100, distance=0.5, unequal=True), (10, 1, 1)),
    (Learners(185, distance=0.8), (2, 3, 3)),
    (Learners(185, distance=0.8), (5, 1, 1)),
    (Learners(185, distance=0.8), (5, 1, 3)),
    (Learners(185, distance=0.8, seen=0), (5, 1, 3)),
    (Learners(185, distance=0.8, sizes=TENS), (5, 1, 1)),
    (Learners(185, distance=0.8, sizes=TENS), (10, 1, 3)),
    (Learners(185, distance=0.8, unequal=True, sizes=LARGE), (3, 1, 3)),
    (Learners(185, distance=1.5, sizes=ONE_TO_FOUR), (5, 1, 3)),
    (Learners(185, distance=1.0, sizes=FALLING), (3, 3, 3)),
    (Learners(600, distance=0.8, seen=0), (2, 1, 3)),
    (Learners(600, 20, 1.0), (2, 1, 1)),
    (Learners(600, 20, 1.0), (5, 1, 3)),
    (Learners(600, 20, 1.6), (3, 3, 1)),
    (Learners(2000, distance=0.8, unequal=True, sizes=TENS), (5, 1, 3)),
    (Learners(2000, 20, 1.0, unequal=True, sizes=ONE_TO_FOUR), (3, 1, 1)),
)


class Found(NamedTuple):
    """Shares of studies, and mean accuracy and half width of an interval."""

    accuracy: float
    recipe: float
    nets: float
    half: float
    twins: float
    promised: float
    broken: float


def judged(world: Learners, design: Design, count: int) -> Found:
    """Return what becomes of so many studies."""
    folded, ends, called, promises = Folded(design[0]), [], [], []
    accuracies: list[float] = []
    for study in studies(world, design, count, others=2000 if world.images < 1000 else 5000):
        correct = {name: study.correct(name) for name in RECIPES}
        for name in RECIPES:
            ends.append(accuracy_interval(correct[name], study.groups, folded=folded))
            accuracies.append(float(study.elsewhere[name].mean()))
            promises.append(promise(study, name))
        called.append(compare_pairs(correct, study.groups, folded=folded)[0].p_value < 0.05)
    made = [one for one in promises if one is not None]
    mean = float(np.mean(accuracies))
    return Found(
        mean,
        held(ends, [mean] * len(ends)),
        held(ends, accuracies),
        float(np.mean([end.high - end.low for end in ends])) / 2,
        float(np.mean(called)),
        len(made) / len(promises),
        sum(made) / len(promises),
    )


def held(ends: Sequence[AccuracyInterval], truth: Sequence[float]) -> float:
    """Return the share of intervals that hold their truth."""
    return float(np.mean([end.low <= one <= end.high for end, one in zip(ends, truth, strict=True)]))


def promise(study: Answers, name: str) -> bool | None:
    """Say whether the first seed's promise is broken by the net that goes to work; None: none is made."""
    scores = study.scores[name][0]
    said = special.softmax(SHARPNESS * scores.reshape(-1, scores.shape[-1]), axis=-1)
    labels, groups = np.tile(study.labels, len(scores)), np.tile(study.groups, len(scores))
    degree = temperature.fit(said, labels)
    sure = temperature.apply(said, degree).max(axis=1)
    found = threshold.fit(sure, said.argmax(axis=1) == labels, groups)
    if found.threshold is None or found.promised is None:
        return None
    there = special.softmax(SHARPNESS * study.at_work[name], axis=-1)
    accepted = temperature.apply(there, degree).max(axis=1) >= found.threshold
    right = there.argmax(axis=1) == study.others
    return bool(right[accepted].mean() < found.promised) if accepted.any() else False


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--studies", type=int, default=100)
    count = parser.parse_args(arguments).studies
    print(
        "| pictures, classes, groups | K, repeats, seeds | accuracy | holds the recipe's | the nets'", end=""
    )
    print(" | twins called different | promised | broken |")
    print("|---|---|---|---|---|---|---|---|")
    for world, design in ROWS:
        found = judged(world, design, count)
        classes = f"{world.classes}{' unequal' if world.unequal else ''}"
        where = f"{world.images:,}, {classes}, {NAMES[world.sizes]}{'' if world.seen else ', nothing shared'}"
        shares = [found.recipe, found.nets, found.twins, found.promised, found.broken]
        one, other, *rest = [f"{100 * share:.1f} %" for share in shares]
        cells = [f"{100 * found.accuracy:.1f} %", f"{one} (±{100 * found.half:.1f})", other, *rest]
        print(f"| {where} | {', '.join(map(str, design))} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
