"""Where two variants disagree: images that one gets right and the other wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.verdict import MOST, correctness

PAIRS, PICTURES = 10, 4  # pairs of which pictures are shown, pictures a side


@dataclass(frozen=True)
class Disagreement:
    """A pair, and rows of images that only the first, or only the second, gets right: the clearest ones.

    Right in most of its seeds, as the pair's counts of them (verdict.Verdict) go.
    """

    first: str
    second: str
    only_first: list[int]
    only_second: list[int]


def disagreements(
    predictions: pd.DataFrame,
    pairs: Sequence[Mapping[str, Any]],
    ranked_on: Mapping[str, "pd.Index | None"],
    groups: "pd.Series[int]",
) -> list[Disagreement]:
    """Return pictures of the first PAIRS pairs; of near-duplicates one.

    predictions: of test images; pairs: as Verdict has them; ranked_on: as verdict.ranked_on gives it; groups:
    of near-duplicates, by row.
    """
    chosen = pairs[:PAIRS]
    names = {name for pair in chosen for name in (pair["first"], pair["second"])}
    right = {name: correctness(predictions, name).mean(axis=1).astype(float) for name in names}
    for name, one in right.items():
        part = ranked_on[name]
        right[name] = one if part is None else one.loc[part]
    found = []
    for pair in chosen:
        first, second = right[pair["first"]].align(right[pair["second"]], join="inner")
        sides = [clearest(first, second, groups), clearest(second, first, groups)]
        found.append(Disagreement(pair["first"], pair["second"], *sides))
    return found


def clearest(right: "pd.Series[float]", other: "pd.Series[float]", groups: "pd.Series[int]") -> list[int]:
    """Return the rows that the one gets right and the other does not, in most seeds, one a group.

    right, other: the share of seeds, of the same rows; where they differ most comes first.
    """
    difference = (right - other)[(right > MOST) & (other <= MOST)]
    order = np.lexsort([difference.index.to_numpy(), -difference.to_numpy()])
    rows = difference.index[order]
    return rows[~groups.loc[rows].duplicated().to_numpy()][:PICTURES].tolist()
