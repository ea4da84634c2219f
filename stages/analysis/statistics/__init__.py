"""How sure a study is: intervals, paired comparisons and a verdict, over images and seeds together."""

from stages.analysis.statistics.accuracy import AccuracyInterval, accuracy_interval
from stages.analysis.statistics.bootstrap import BootstrapInterval, bootstrap_interval, macro_f1
from stages.analysis.statistics.holm import holm
from stages.analysis.statistics.pairs import PairedDifference, compare_pairs, mcnemar_exact, mcnemar_per_seed
from stages.analysis.statistics.ranking import Comparison, compare_variants

__all__ = [
    "AccuracyInterval",
    "BootstrapInterval",
    "Comparison",
    "PairedDifference",
    "accuracy_interval",
    "bootstrap_interval",
    "compare_pairs",
    "compare_variants",
    "holm",
    "macro_f1",
    "mcnemar_exact",
    "mcnemar_per_seed",
]
