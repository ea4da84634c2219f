"""What the data can tell apart: intervals of test accuracy, and every pair of variants on the same images."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.comparison import ranks_leak_free
from lineup.judgement.statistics.accuracy import accuracy_interval
from lineup.judgement.statistics.folded import Folded
from lineup.judgement.statistics.pairs import PairedDifference, compare_pairs, holm
from lineup.splits.leak_free import enough

ALPHA = 0.05
MOST = 0.5  # the share of seeds above which a variant is right about an image
Intervals = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Verdict:
    """What the statistics say of a study.

    `intervals`: 95 % of each variant's accuracy on all test images; `ranking_intervals`: on those that it is
    ranked on. `indistinguishable`: compared with the leader and not to be told from it; `untested`: never
    compared with it, for want of images that are leak-free for both. `pairs`: a row per pair: first, second,
    images (how many both are ranked on), only_first and only_second (how many of them the one gets right in
    most of its seeds and the other does not), difference, low, high, p_value, p_holm, better (a name, or None
    where the data cannot tell them apart at 5 % after Holm's correction).
    """

    intervals: Intervals
    ranking_intervals: Intervals
    indistinguishable: list[str]
    untested: list[str]
    pairs: list[dict[str, Any]]


def ranked_on(predictions: pd.DataFrame, ranking: pd.DataFrame) -> dict[str, "pd.Index | None"]:
    """Return, by rank, the rows of the test images on which each variant is ranked: None for all.

    predictions: as predictions_of gives them; ranking: as comparison.ranked does.
    """
    if not ranks_leak_free(ranking):
        return dict.fromkeys(ranking["variant"])
    clean = predictions[~predictions["leaked"]]
    return {
        name: pd.Index(clean.loc[clean["variant"] == name, "row"].unique()) for name in ranking["variant"]
    }


def verdict(
    predictions: pd.DataFrame,
    split: pd.DataFrame,
    ranked_on: Mapping[str, pd.Index | None],
    folded: Folded | None = None,
) -> Verdict:
    """Compare the variants that `ranked_on` names, by rank; groups of near-duplicates count as one draw.

    predictions: rows of test images, as predictions_of gives them; split: indexed by row. ranked_on: the
    rows of the test images on which a variant is ranked, None for all. Two variants are compared on the
    images that both are ranked on; where these are not all and not enough, not at all. folded: where each
    image was tested in a fold.
    """
    hits = {name: correctness(predictions, name) for name in ranked_on}
    rows = {name: hits[name].index if part is None else part for name, part in ranked_on.items()}
    names = list(rows)
    tested = pairs(hits, rows, split["group"], folded)
    tested.sort(key=lambda one: (names.index(one[0].first), names.index(one[0].second)))
    corrected = holm([pair.p_value for pair, _ in tested])
    table = [described(*one, float(p)) for one, p in zip(tested, corrected, strict=True)]
    against = {row["second"]: row["better"] for row in table if row["first"] == names[0]}
    return Verdict(
        intervals={name: interval(one, split["group"], folded) for name, one in hits.items()},
        ranking_intervals={
            name: interval(one.loc[rows[name]], split["group"], folded) for name, one in hits.items()
        },
        indistinguishable=[name for name in names[1:] if name in against and against[name] != names[0]],
        untested=[name for name in names[1:] if name not in against],
        pairs=table,
    )


def correctness(predictions: pd.DataFrame, variant: str) -> pd.DataFrame:
    """Return one variant's hits: a row per test image, a column per seed, True where it was right.

    With repeats, the share of them in which it was.
    """
    part = predictions[predictions["variant"] == variant]
    hits = part.assign(hit=part["class_id"] == part["predicted"])
    if hits.duplicated(["row", "seed"]).any():
        return hits.pivot_table(index="row", columns="seed", values="hit", aggfunc="mean")
    return hits.pivot(index="row", columns="seed", values="hit")


def interval(
    hits: pd.DataFrame, groups: "pd.Series[int]", folded: Folded | None = None
) -> tuple[float, float]:
    """Return the 95 % interval of a variant's accuracy; hits: a row per image, a column per seed."""
    if hits.empty:
        return 0.0, 1.0
    found = accuracy_interval(hits.to_numpy(dtype=float).T, groups.loc[hits.index].to_numpy(), folded=folded)
    return found.low, found.high


def pairs(
    hits: Mapping[str, pd.DataFrame],
    rows: Mapping[str, pd.Index],
    groups: "pd.Series[int]",
    folded: Folded | None = None,
) -> list[tuple[PairedDifference, dict[str, int]]]:
    """Return every pair on the images that both are ranked on, how many, and how many only one gets right.

    Variants ranked on the same images are compared in one go: there are few sets of images, many pairs.
    """
    sets: dict[bytes, list[str]] = {}
    for name, part in rows.items():
        sets.setdefault(np.sort(part.to_numpy()).tobytes(), []).append(name)
    found = []
    for one, other in combinations_with_replacement(sets, 2):
        common = rows[sets[one][0]].intersection(rows[sets[other][0]])
        everything = len(common) == len(hits[sets[one][0]])
        if not everything and not enough(len(common)):
            continue
        names = [name for name in rows if name in sets[one] or name in sets[other]]
        correct = {name: hits[name].loc[common].to_numpy(dtype=float).T for name in names}
        tested = compare_pairs(correct, groups.loc[common].to_numpy(), folded=folded)
        within = one == other
        kept = [p for p in tested if within or (p.first in sets[one]) != (p.second in sets[one])]
        most = np.array([correct[name].mean(axis=0) > MOST for name in names], dtype=np.int64)
        only, place = most @ (1 - most).T, {name: number for number, name in enumerate(names)}
        for pair in kept:
            first, second = place[pair.first], place[pair.second]
            right = {"only_first": int(only[first, second]), "only_second": int(only[second, first])}
            found.append((pair, {"images": len(common)} | right))
    return found


def described(pair: PairedDifference, images: Mapping[str, int], p_holm: float) -> dict[str, Any]:
    """Return a pair as a row of the report; images: as `pairs` counts them."""
    better = None
    if p_holm < ALPHA and pair.difference != 0:
        better = pair.first if pair.difference > 0 else pair.second
    return asdict(pair) | {"p_holm": p_holm, **images, "better": better}
