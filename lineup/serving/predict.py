"""The body of `lineup predict`: files in; a table, JSON or CSV out, and copies in folders."""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from lineup.errors import LineupError
from lineup.images.prepare import Prepared
from lineup.inference import answers as named
from lineup.inference import files
from lineup.inference.model import Trained
from lineup.serving import choice, sorting, telling
from lineup.words import several

BATCH = 256  # pictures held in memory at once
Picture = tuple[Path, Prepared | str]


def predict(
    paths: list[Path],
    *,
    variant: str | None,
    address: str | None,
    top: int,
    min_confidence: float | None,
    form: str,
    copy_to: Path | None,
) -> None:
    """Print what a trained model says of the pictures at `paths`, as `form` says: table, json or csv.

    The model is the one at `address` (models:/NAME@ALIAS), else the variant's, else the one that the report
    says to use. An answer below min_confidence, else below the model's own threshold, is marked for a person.
    With copy_to pictures are also copied there, by class.
    """
    for path in paths:
        if path.suffix.lower() == f".{form}":
            raise LineupError(f"--{form} prints, and takes no file: lineup predict ... --{form} > {path}")
    if copy_to is not None:
        sorting.refuse(copy_to, paths)
    found = files.expand(paths)
    console = Console(stderr=True)
    with console.status("Loading the model"):  # shown on a terminal alone
        trained = choice.load(variant, address)
    answers = (
        answer
        for part in batches(files.read(found, trained.facts.images))
        for answer in ask(trained, part, top, min_confidence)
    )
    few = not console.is_terminal or len(found) < BATCH
    said = list(track(answers, trained.name, len(found), console=console, transient=True, disable=few))
    if form == "json":
        print(json.dumps(said, indent=2))
    elif form == "csv":
        telling.as_csv(said)
    else:
        width = None if sys.stdout.isatty() else 100_000
        Console(width=width).print(telling.table(said, trained.name))
        print(telling.summary(said))
    if all("error" in answer for answer in said):
        raise LineupError(f"None of the {len(said)} file(s) could be read as a picture.")
    if copy_to is not None:
        copied = sorting.copy(said, copy_to)
        print(f"{several(copied, 'picture')} copied to {copy_to}", file=sys.stderr)


def batches(pictures: Iterator[Picture]) -> Iterator[list[Picture]]:
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
