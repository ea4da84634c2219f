"""What others published for the same recipes, beside what this study measured."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lineup.words import missing


def rows(ranking: pd.DataFrame, published: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a row per published figure: variant, figure, theirs, ours (None where there is none), notes.

    A variant with notes alone gets one row, without a figure (theirs is None).
    """
    found = []
    for record in ranking.to_dict("records"):
        figures = published.get(record["variant"], {})
        notes = [value for value in figures.values() if isinstance(value, str)]
        numbers = {key: value for key, value in figures.items() if not isinstance(value, str)}
        for key, theirs in (numbers or dict.fromkeys(["none"] if notes else [])).items():
            ours = record.get(f"{key}_mean", record.get(key))
            row = {"variant": record["variant"], "figure": key.replace("_", " "), "theirs": theirs}
            row |= {"ours": None if missing(ours) else ours, "notes": notes}
            found.append(row | {"fraction": "accuracy" in key or "f1" in key.split("_")})
    return found
