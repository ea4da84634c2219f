"""Labels that look wrong, for the report."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lineup.judgement.suspected import Suspected
from lineup.report.pictures import data_uri
from lineup.words import percent

SHOWN = 24


def sections(
    found: Mapping[str, Suspected], pixels: np.ndarray
) -> list[tuple[str, Suspected, list[dict[str, Any]]]]:
    """Return for each search its name, what it found and the cards of the worst."""
    return [
        (name, one, [card(row, pixels) for row in one.table.head(SHOWN).to_dict("records")])
        for name, one in found.items()
    ]


def card(row: dict[Any, Any], pixels: np.ndarray) -> dict[str, Any]:
    """Return the card of one suspected label."""
    return {
        "src": data_uri(pixels[row["row"]]),
        "label": row["label"],
        "predicted": row["suggested"],
        "detail": f"{percent(row['quality'])} for its label \N{MIDDLE DOT} {row['split']}",
        "path": row["path"],
        "alt": f"A picture labelled {row['label']} that looks like {row['suggested']}",
    }
