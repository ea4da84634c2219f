"""What others published for the same recipes, beside what this study measured."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lineup.words import missing


def rows(ranking: pd.DataFrame, published: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a row per published figure: variant, figure, theirs, ours (None where there is none), notes.

    A variant with notes alone gets one row, without a figure (theirs is None).
    """
    rows = []
    for record in ranking.to_dict("records"):
        figures_of = published.get(record["variant"], {})
        notes = [str(value) for value in figures_of.values() if isinstance(value, str)]
        for key, value in figures_of.items():
            if isinstance(value, str):
                continue
            ours = record.get(f"{key}_mean", record.get(key))
            row = {"variant": record["variant"], "figure": key.replace("_", " "), "theirs": value}
            row |= {"ours": None if missing(ours) else ours, "notes": notes}
            rows.append(row | {"fraction": "accuracy" in key or "f1" in key.split("_")})
        if notes and len(notes) == len(figures_of):
            row = {"variant": record["variant"], "figure": "none", "theirs": None, "ours": None}
            rows.append(row | {"notes": notes, "fraction": False})
    return rows
