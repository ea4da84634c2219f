"""What a run ends with: the verdict, the best three variants, links that open."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lineup.files import read_json
from lineup.tracking import failures, store, view
from lineup.words import DASH, duration, percent

ROWS = 3
SENTENCES = ("use", "lead", "certainty", "leaks", "untested")  # of the report's summary, as it has them first
COMPARISON = Path("data/report/comparison.json")
REPORT = Path("data/report/report.html")


def text(here: Path) -> str:
    """Return the end of a run, from the report's data; '' where there is no report."""
    if not (here / COMPARISON).is_file():
        return ""
    said = read_json(here / COMPARISON)
    summary = said["summary"]
    lines = ["", *(summary[name] for name in SENTENCES if summary.get(name)), ""]
    lines += [*table(said["variants"]), "", *links(here, said["study"])]
    return "\n".join(lines)


def table(variants: Sequence[Mapping[str, Any]]) -> list[str]:
    ranked = sorted(variants, key=lambda row: row["rank"])
    rows = [("variant", "test accuracy", "95% interval", "parameters", "training")]
    for row in ranked[:ROWS]:
        low, high = (percent(row[f"test_accuracy_{end}"]) for end in ("low", "high"))
        accuracy, interval = percent(row["test_accuracy_mean"]), f"{low} {DASH} {high}"
        time = duration(row["training_seconds_mean"])
        rows.append((row["variant"], accuracy, interval, f"{row['parameters']:,}", time))
    first, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines = [
        "  ".join(
            [f"{name:{first}}", *(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))]
        )
        for name, *cells in rows
    ]
    return lines + ([f"and {len(ranked) - ROWS} more in the report"] if len(ranked) > ROWS else [])


def links(here: Path, study: str) -> list[str]:
    tracking = store.address(here)
    file = store.database(tracking)
    lines = [f"Report  {(here / REPORT).resolve().as_uri()}   (lineup report opens it)"]
    if file is None:
        return [*lines, f"MLflow  {failures.shown(tracking)}   (experiment {study})"]
    page = view.address(file, study) if file.is_file() else ""
    return [*lines, f"MLflow  http://127.0.0.1:5000/{page}   (while lineup ui runs)", f"        {tracking}"]
