"""Which variants are better than which, as far as the data can tell, and which may be the best."""

from collections.abc import Mapping
from dataclasses import dataclass

from numpy.typing import ArrayLike

from stages.analysis.statistics.accuracy import AccuracyInterval, accuracy_interval
from stages.analysis.statistics.pairs import PairedDifference, compare_pairs


@dataclass(frozen=True)
class Comparison:
    """A study's verdict. `order` lists the variants by mean accuracy, for display; it claims nothing.

    `better` holds (better, worse) only where Holm's p is below `alpha`. `as_good_as_best` are the variants
    that cannot be told from `best`, itself first. `ranks` gives the first and last rank that each may have,
    with 1 - alpha confidence for all at once: Mogstad, Romano, Shaikh & Wilhelm (2024), "Inference for ranks
    with applications to mobility across neighbourhoods", Review of Economic Studies.
    """

    order: tuple[str, ...]
    accuracies: dict[str, AccuracyInterval]
    pairs: tuple[PairedDifference, ...]
    better: tuple[tuple[str, str], ...]
    best: str
    as_good_as_best: tuple[str, ...]
    ranks: dict[str, tuple[int, int]]
    alpha: float


def compare_variants(
    correct: Mapping[str, ArrayLike], groups: ArrayLike | None = None, confidence: float = 0.95
) -> Comparison:
    """Compare all variants; correct: name to (S, n) of 0 and 1 on the same images, groups (n,) or None."""
    accuracies = {name: accuracy_interval(value, groups, confidence) for name, value in correct.items()}
    order = tuple(sorted(accuracies, key=lambda name: -accuracies[name].mean))
    pairs = compare_pairs(correct, groups, confidence, names=order)
    alpha = round(1 - confidence, 12)
    better = tuple((pair.first, pair.second) for pair in pairs if pair.p_holm < alpha and pair.difference > 0)
    beaten_by_best = {worse for winner, worse in better if winner == order[0]}
    ranks = {
        name: (
            1 + sum(worse == name for _, worse in better),
            len(order) - sum(winner == name for winner, _ in better),
        )
        for name in order
    }
    return Comparison(
        order=order,
        accuracies=accuracies,
        pairs=pairs,
        better=better,
        best=order[0],
        as_good_as_best=tuple(name for name in order if name not in beaten_by_best),
        ranks=ranks,
        alpha=alpha,
    )
