"""The pictures that set a threshold, for the report."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.setters import Setter
from lineup.report.pictures import DOT, data_uri
from lineup.words import percent


def cards(
    found: Sequence[Setter],
    seeds: int,
    pixels: np.ndarray,
    split: pd.DataFrame,
    names: Sequence[str],
    rests_on: str = "validation",
) -> list[dict[str, Any]]:
    """Return the card of each setter: what it is, and what would be promised if its label were wrong.

    split: by row of pixels; rests_on: as Measured says.
    """
    return [
        card(one, seeds, pixels[one.row], dict(split.loc[one.row]), names[one.predicted], rests_on)
        for one in found
    ]


def card(
    one: Setter, seeds: int, picture: np.ndarray, image: Mapping[str, Any], answer: str, rests_on: str
) -> dict[str, Any]:
    details = [f"{one.pictures} of one shot"] if one.pictures > 1 else []
    details += [f"{one.wrong_seeds} of {seeds} seeds"] if seeds > 1 else []
    if one.instead:
        level, share = one.instead
        details.append(f"then {percent(level, 0)} promised, {percent(share)} to a person")
    sure, kind = percent(one.confidence), "A validation" if rests_on == "validation" else "An out-of-fold"
    return {
        "src": data_uri(picture),
        "label": image["label"],
        "predicted": answer,
        "confidence": sure,
        "detail": DOT.join(details),
        "path": image["path"],
        "alt": f"{kind} picture of {image['label']}, taken for {answer} with a confidence of {sure}",
    }
