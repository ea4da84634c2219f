"""How sure a study is: intervals and paired comparisons, over images and seeds together."""

from lineup.judgement.statistics.accuracy import AccuracyInterval, accuracy_interval
from lineup.judgement.statistics.bootstrap import BootstrapInterval, bootstrap_interval, macro_f1
from lineup.judgement.statistics.holm import holm
from lineup.judgement.statistics.pairs import PairedDifference, compare_pairs, mcnemar_exact, mcnemar_per_seed

__all__ = [
    "AccuracyInterval",
    "BootstrapInterval",
    "PairedDifference",
    "accuracy_interval",
    "bootstrap_interval",
    "compare_pairs",
    "holm",
    "macro_f1",
    "mcnemar_exact",
    "mcnemar_per_seed",
]
