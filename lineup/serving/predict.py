"""The body of `lineup predict`: files in, a table or JSON out."""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lineup.errors import LineupError
from lineup.images.prepare import Prepared
from lineup.inference import answers as named
from lineup.inference import files
from lineup.inference.model import Trained
from lineup.serving import choice

BATCH = 256  # pictures held in memory at once
Picture = tuple[Path, Prepared | str]


def predict(
    paths: list[Path],
    *,
    variant: str | None,
    address: str | None,
    top: int,
    min_confidence: float | None,
    as_json: bool,
) -> None:
    """Print what a trained model says of the pictures at `paths`, one line or one JSON object each.

    The model is the one at `address` (models:/NAME@ALIAS), else the variant's, else the workspace's best. An
    answer below min_confidence, else below the model's own threshold, is marked for a person.
    """
    found = files.expand(paths)
    if not found:
        raise LineupError("There is no picture there: the folder is empty.")
    trained = choice.load(variant, address)
    answers = (
        answer
        for part in batches(files.read(found, trained.facts.images))
        for answer in ask(trained, part, top, min_confidence)
    )
    said = list(answers)
    if as_json:
        print(json.dumps(said, indent=2))
    else:
        width = None if sys.stdout.isatty() else 100_000
        Console(width=width).print(table(said, trained.name))
    if all("error" in answer for answer in said):
        raise LineupError(f"None of the {len(said)} file(s) could be read as a picture.")


def batches(pictures: Iterator[Picture]) -> Iterator[list[Picture]]:
    """Yield lists of at most BATCH pictures."""
    while part := list(islice(pictures, BATCH)):
        yield part


def ask(
    trained: Trained, part: list[Picture], top: int, min_confidence: float | None
) -> Iterator[dict[str, Any]]:
    """Yield for each picture its path and either its `top` classes or the error that kept it from being read.

    `accepted` is false where the first class is less probable than min_confidence, else than the model's
    threshold: ask a person.
    """
    for (path, _), row in zip(part, trained.answers([picture for _, picture in part]), strict=True):
        if isinstance(row, str):
            yield {"path": str(path), "error": row}
            continue
        best = named.best(row, trained.facts.class_names, top)
        sure = float(row.max())
        accepted = trained.facts.accepts(sure) if min_confidence is None else sure >= min_confidence
        yield {"path": str(path), "accepted": accepted, "top": best}


def table(answers: list[dict[str, Any]], title: str) -> Table:
    """Return the answers as a table for the terminal."""
    drawn = Table(title=title, title_justify="left")
    drawn.add_column("picture", overflow="fold")
    drawn.add_column("answer", overflow="fold")
    for answer in answers:
        if "error" in answer:
            drawn.add_row(escape(answer["path"]), f"[red]{escape(answer['error'])}[/red]")
            continue
        said = "  ".join(f"{escape(one['label'])} {one['probability']:.3f}" for one in answer["top"])
        drawn.add_row(
            escape(answer["path"]), said if answer["accepted"] else f"[yellow]ask a person:[/yellow] {said}"
        )
    return drawn
