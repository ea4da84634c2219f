"""Prints a study's finished comparison as rows of LOG.md's table: reported and ours, variant by variant.

Run as `python -m benchmarks.study_table` in a folder where `dvc repro` has finished.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from lineup.schema import params
from lineup.words import DASH

HEADER = (
    "| study | variant | reported | ours (95 % interval) | without leaks (n) | train / validation | epochs"
    " | seeds | seconds a seed |\n|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Read params.yaml and data/report/comparison.csv, print one row a variant."""
    study = params.load()
    table = pd.read_csv(Path("data/report/comparison.csv"))
    print(HEADER)
    for record in table.to_dict("records"):
        reported = study.variants[str(record["variant"])].reported.get("test_accuracy")
        print(row(study.study, record, reported))


def row(study: str, record: dict[Any, Any], reported: Any) -> str:
    """Return one row of the table."""
    low, high = percent(record["test_accuracy_low"]), percent(record["test_accuracy_high"])
    seconds = f"{record['training_seconds_mean']:.0f}"
    if record["features_seconds"] > 0:
        seconds += f" + {record['features_seconds']:.0f} features"
    cells = [
        study,
        record["variant"],
        DASH if reported is None else f"{100 * float(reported):.2f}",
        f"{percent(record['test_accuracy_mean'])} ({low} to {high})",
        f"{percent(record['test_accuracy_leak_free_mean'])} ({record['test_accuracy_leak_free_n']:.0f})",
        f"{percent(record['train_accuracy_mean'])} / {percent(record['val_accuracy_mean'])}",
        f"{record['epochs_mean']:.0f}",
        str(record["seeds"]),
        seconds,
    ]
    return "| " + " | ".join(cells) + " |"


def percent(fraction: float) -> str:
    """Return 0.912 as '91.2', a missing figure as a dash."""
    return DASH if pd.isna(fraction) else f"{100 * fraction:.1f}"


if __name__ == "__main__":
    main()
