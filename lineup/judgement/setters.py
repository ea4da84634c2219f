"""The validation pictures that set a model's threshold: is it wrong about them, or are their labels?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lineup.inference import threshold
from lineup.inference.threshold import Promise

LOOKED_AT, SHOWN = 16, 6  # groups of near-duplicates


@dataclass(frozen=True)
class Setter:
    """The surest wrong answer to a group of near-duplicates, of which `pictures` were answered wrongly.

    row: of the images. confidence: calibrated. wrong_seeds: how many seeds got one of the group wrong.
    instead: what could be promised were the group's labels wrong and its answers right, and the share of
    validation pictures that went to a person then; None where that changes nothing.
    """

    row: int
    predicted: int
    confidence: float
    pictures: int
    wrong_seeds: int
    instead: tuple[float, float] | None


def setters(validation: pd.DataFrame, seed: int, groups: "pd.Series[int]") -> list[Setter]:
    """Return what sets the threshold of one seed of a variant, then its other surest errors.

    validation: the variant's rows of all seeds, as Measured has them; groups: of near-duplicates, by row.
    [] where the model diverged.
    """
    table = validation.assign(group=groups.loc[validation["row"]].to_numpy())
    table["right"] = table["predicted"] == table["class_id"]
    own = table[table["seed"] == seed].reset_index(drop=True)
    if own.empty or not np.isfinite(own["confidence_calibrated"]).all():
        return []
    seeds = table[~table["right"]].groupby("group")["seed"].nunique()
    wrong = own[~own["right"]].sort_values(["confidence_calibrated", "row"], ascending=[False, True])
    now = promise(own, own["right"])
    found = []
    for group in wrong["group"].unique()[:LOOKED_AT]:
        part = wrong[wrong["group"] == group]
        first, then = part.iloc[0], promise(own, own["right"] | (own["group"] == group))
        sure = float(first["confidence_calibrated"])
        pictures = part["row"].nunique()
        figures = (int(first["row"]), int(first["predicted"]), sure, pictures, int(seeds[group]))
        to_a_person = float((own["confidence_calibrated"] < (then.threshold or 0.0)).mean())
        found.append(Setter(*figures, None if then == now else (then.promised or 0.0, to_a_person)))
    return sorted(found, key=lambda one: one.instead is None)[:SHOWN]


def promise(own: pd.DataFrame, right: "pd.Series[bool]") -> Promise:
    """Return what can be promised of a training's answers if these were the right ones."""
    return threshold.fit(own["confidence_calibrated"], right, own["group"])
