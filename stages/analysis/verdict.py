"""What the data can tell apart: intervals of test accuracy, and every pair of variants on the same images."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from stages.analysis import results
from stages.analysis.statistics import compare_variants


@dataclass(frozen=True)
class Verdict:
    """What the statistics say of a study.

    `intervals`: 95 % of each variant's test accuracy. `indistinguishable`: not to be told from the leader.
    `pairs`: a row per pair: first, second, difference, low, high, p_value, p_holm, better (a name, or None
    where the data cannot tell them apart at 5 % after Holm's correction).
    """

    intervals: dict[str, tuple[float, float]]
    indistinguishable: list[str]
    pairs: list[dict[str, Any]]


def verdict(predictions: pd.DataFrame, split: pd.DataFrame, names: list[str]) -> Verdict:
    """Compare the variants `names` (by rank) on all test images; groups of near-duplicates count as one draw.

    predictions: rows of test images, as read_predictions gives them; split: indexed by row.
    """
    hits = {name: results.correctness(predictions, name) for name in names}
    groups = split.loc[hits[names[0]].index, "group"].to_numpy()
    found = compare_variants({name: table.to_numpy(dtype=float).T for name, table in hits.items()}, groups)
    better = set(found.better)
    pairs = []
    for pair in found.pairs:
        row = asdict(pair)
        row.pop("includes_seed_spread")
        forth, back = (pair.first, pair.second), (pair.second, pair.first)
        row["better"] = pair.first if forth in better else pair.second if back in better else None
        pairs.append(row)
    return Verdict(
        intervals={name: (one.low, one.high) for name, one in found.accuracies.items()},
        indistinguishable=[name for name in names[1:] if (names[0], name) not in better],
        pairs=pairs,
    )
