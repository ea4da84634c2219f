"""Labels that look wrong, for the report."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.report.pictures import data_uri
from lineup.words import percent, several

SHOWN = 24


def sections(folder: Path, named: Sequence[str], pixels: np.ndarray) -> list[dict[str, Any]]:
    """Return for each of data/suspects' subfolders its name, figures and the cards of the worst."""
    found = []
    for name in named:
        summary = json.loads((folder / name / "summary.json").read_text(encoding="utf-8"))
        table = pd.read_csv(
            folder / name / "suspects.csv", dtype={"label": str, "suggested": str}, keep_default_na=False
        )
        worst = [card(row, pixels) for row in table.head(SHOWN).to_dict("records")]
        found.append(
            {"name": name, "cards": worst, "in_test": int((table["split"] == "test").sum())} | summary
        )
    return found


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


def look_next(found: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return what deserves a look: text and anchor, as findings.look_next."""
    return [
        {
            "text": f"{several(one['suspected'], 'label')} of {one['images']:,} may be wrong,"
            f" {one['in_test']:,} of them in test.",
            "anchor": "suspects",
        }
        for one in found[:1]
        if one["suspected"]
    ]
