"""Which variant to use: of those that no test tells from the leader, what goes to a person decides.

Where that is about the same, cost does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lineup.inference import threshold
from lineup.judgement.comparison import ranks_leak_free
from lineup.judgement.verdict import Verdict
from lineup.words import joined, percent, short_count, spread

Shares = Mapping[str, list[float]]  # by variant, a share for each seed

ALIKE = 0.05  # shares of pictures to a person that differ by no more count as the same


@dataclass(frozen=True)
class Choice:
    """The variant to use, why, and which others no test tells from it."""

    variant: str
    why: str
    equals: list[str]


def choose(
    ranking: pd.DataFrame,
    found: Verdict,
    validation: pd.DataFrame,
    groups: "pd.Series[int]",
    rests_on: str = "validation",
) -> Choice:
    """Return the choice; validation, rests_on: as Measured has it, groups: of near-duplicates, by row.

    What goes to a person is compared on validation images, in each variant's worst seed, at the highest
    promise that a candidate can make in all its seeds. Where none can make one, the leader stays.
    """
    leader = str(ranking["variant"].iloc[0])
    candidates = [leader, *found.indistinguishable]
    if len(candidates) == 1:
        return Choice(leader, alone(ranking, found), [])
    level, shares = to_a_person(validation[validation["variant"].isin(candidates)], candidates, groups)
    if level is None:
        why = f"it leads, though no test tells it from {joined(candidates[1:])}, and no promise can be made"
        return Choice(leader, f"{why} of the answers of any by which to choose", candidates[1:])
    fewest = least(shares)
    chosen, cheap = by_cost(ranking.set_index("variant").loc[fewest])
    others = [name for name in candidates if name != chosen]
    text = f"no test tells it from {joined(others)}; where {percent(level, 0)} is promised"
    if len(fewest) > 1:
        text += f" {joined(fewest)} leave about as many {rests_on} pictures to a person"
        return Choice(chosen, f"{text} (worst seed {worst(shares, fewest)}), and {cheap}", others)
    rest = worst(shares, others)
    text += f" it leaves fewest {rests_on} pictures to a person ({worst(shares, fewest)} in its worst seed;"
    return Choice(chosen, f"{text} the other{'s' if len(others) > 1 else ''} {rest})", others)


def worst(shares: Shares, names: Sequence[str]) -> str:
    """Return the range of what the variants leave to a person in their worst seeds."""
    return spread(max(shares[name]) for name in names)


def alone(ranking: pd.DataFrame, found: Verdict) -> str:
    """Return why the leader is the one to use, where no tested variant comes near."""
    if len(ranking) == 1:
        return "it is the only variant"
    what = "accuracy without leaks" if ranks_leak_free(ranking) else "test accuracy"
    tested = len(ranking) - 1 - len(found.untested)
    others = f", and paired tests tell it from the other{'s' if tested > 1 else ''}" if tested else ""
    return f"it has the highest {what}{others}"


def to_a_person(
    validation: pd.DataFrame, candidates: list[str], groups: "pd.Series[int]"
) -> tuple[float | None, dict[str, list[float]]]:
    """Return the promise at which candidates are compared (None: none can make one), and the shares there."""
    bands, sures = [], []
    for (name, _), own in validation.groupby(["variant", "seed"], observed=True):
        sure = own["confidence_calibrated"].to_numpy(float)
        finite = bool(np.isfinite(sure).all())
        right = own["predicted"] == own["class_id"] if finite else np.zeros(len(own))
        bands.append((str(name), *threshold.error_bounds(sure, right, groups.loc[own["row"]])))
        sures.append(sure)
    for level in threshold.LEVELS:
        shares: dict[str, list[float]] = {name: [] for name in candidates}
        for (name, values, bounds), sure in zip(bands, sures, strict=True):
            value = threshold.smallest(values, bounds, level)
            shares[name].append(1.0 if value is None else float((sure < value).mean()))
        if any(part and max(part) < 1 for part in shares.values()):
            return level, {name: part or [1.0] for name, part in shares.items()}
    return None, {}


def least(shares: Shares) -> list[str]:
    """Return the variants whose worst seed leaves about as little to a person as that of any."""
    lowest = min(max(part) for part in shares.values())
    return [name for name, part in shares.items() if max(part) <= lowest + ALIKE]


def by_cost(rows: pd.DataFrame) -> tuple[str, str]:
    """Return which of the variants (the index) costs least an image, and that in words."""
    counted = bool(rows["multiply_accumulates"].notna().all())
    key, unit = ("multiply_accumulates", "multiply-accumulates") if counted else ("parameters", "parameters")
    costs = rows[key].astype(float)
    name, dearest = str(costs.idxmin()), str(costs.idxmax())
    if costs.min() == costs.max():
        same = f"they cost the same, {short_count(costs.max())} {unit}, and it ranks first"
        return str(rows.index[0]), same
    of_other = f"{short_count(costs[dearest])} of {dearest}"
    return name, f"it is the cheapest, with {short_count(costs[name])} {unit} against {of_other}"
