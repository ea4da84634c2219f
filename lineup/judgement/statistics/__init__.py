"""How sure a study is: intervals and paired comparisons, over images and seeds together."""

from lineup.judgement.statistics.accuracy import AccuracyInterval, accuracy_interval
from lineup.judgement.statistics.folded import Folded
from lineup.judgement.statistics.pairs import PairedDifference, compare_pairs, holm
from lineup.judgement.statistics.subsets import p_worse, seed_spread

__all__ = [
    "AccuracyInterval",
    "Folded",
    "PairedDifference",
    "accuracy_interval",
    "compare_pairs",
    "holm",
    "p_worse",
    "seed_spread",
]
