"""How `lineup predict` prints its answers: a table and a summary, or CSV."""

import csv
import sys
from collections import Counter
from typing import Any

from rich.markup import escape
from rich.table import Table

from lineup.words import percent, several


def as_csv(answers: list[dict[str, Any]]) -> None:
    """Print path, label, probability, accepted, error; label_2, probability_2, ... where more are asked."""
    most = max((len(answer.get("top", ())) for answer in answers), default=0)
    more = [f"{name}_{place}" for place in range(2, most + 1) for name in ("label", "probability")]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["path", "label", "probability", "accepted", "error", *more])
    for answer in answers:
        named = [value for one in answer.get("top", ()) for value in (one["label"], one["probability"])]
        first = named[:2] or ["", ""]
        accepted = str(answer["accepted"]).lower() if "accepted" in answer else ""
        writer.writerow([answer["path"], *first, accepted, answer.get("error", ""), *named[2:]])


def summary(answers: list[dict[str, Any]]) -> str:
    """Return how many pictures are of each class, for a person, unreadable: '3 pictures: 2 as cat, ...'."""
    labels = Counter(answer["top"][0]["label"] for answer in answers if "top" in answer)
    parts = [f"{number:,} as {label}" for label, number in sorted(labels.items(), key=lambda one: -one[1])]
    unsure = sum(not answer.get("accepted", True) for answer in answers)
    wrong = sum("error" in answer for answer in answers)
    text = f"{several(len(answers), 'picture')}: {', '.join(parts) or 'none answered'}"
    text += f"; {unsure:,} for a person" if unsure else ""
    return text + (f"; {wrong:,} could not be read" if wrong else "")


def table(answers: list[dict[str, Any]], title: str) -> Table:
    drawn = Table(title=title, title_justify="left")
    drawn.add_column("picture", overflow="fold")
    drawn.add_column("answer", overflow="fold")
    for answer in answers:
        if "error" in answer:
            drawn.add_row(escape(answer["path"]), f"[red]{escape(answer['error'])}[/red]")
            continue
        said = "  ".join(f"{escape(one['label'])} {percent(one['probability'])}" for one in answer["top"])
        drawn.add_row(
            escape(answer["path"]), said if answer["accepted"] else f"[yellow]ask a person:[/yellow] {said}"
        )
    return drawn
