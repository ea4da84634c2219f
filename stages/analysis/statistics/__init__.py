"""How sure a study is: intervals and paired comparisons, over images and seeds together."""

from stages.analysis.statistics.accuracy import AccuracyInterval, accuracy_interval
from stages.analysis.statistics.bootstrap import BootstrapInterval, bootstrap_interval, macro_f1
from stages.analysis.statistics.holm import holm
from stages.analysis.statistics.pairs import PairedDifference, compare_pairs, mcnemar_exact, mcnemar_per_seed

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
