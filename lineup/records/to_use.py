"""Which model of the workspace answers: the one asked for, else the one that the report says to use."""

from collections.abc import Sequence
from pathlib import Path

from lineup.errors import LineupError, closest
from lineup.inference import workspace
from lineup.inference.facts import Facts
from lineup.records import compared

RENEWED = "`dvc repro` brings it up to date"


def chosen(variant: str | None = None, data: Path = Path("data")) -> tuple[Facts, str]:
    """Return the facts of a variant's model, of its seed with the lowest validation loss, and why it.

    With a name the reason is ''. Without one it is the variant that the report says to use, where the report
    is of what is trained here, else the one with the lowest mean validation loss. Raises LineupError where
    nothing is trained yet or the variant is unknown.
    """
    evaluated = workspace.evaluated(data)
    if variant is not None and variant not in evaluated:
        raise LineupError(
            f"There is no trained variant '{variant}'. Trained: {', '.join(evaluated)}."
            f"{closest(variant, evaluated)}"
        )
    name, why = (variant, "") if variant is not None else unnamed(data, evaluated)
    return workspace.facts_of(name, data), why


def unnamed(data: Path, evaluated: Sequence[str]) -> tuple[str, str]:
    """Return which of the variants answers where none is named, and why."""
    try:
        found = compared.read(data)
        if {row["variant"] for row in found["variants"]} == set(evaluated):
            return compared.to_use(found), "the report says to use it"
        lacking = f"the report is of other variants than those trained here ({RENEWED})"
    except FileNotFoundError:
        lacking = "there is no report"
    except LineupError:
        lacking = f"the report is older than what is trained here ({RENEWED})"
    best = min(evaluated, key=lambda name: workspace.mean_loss(data, name))
    return best, f"the lowest validation loss, since {lacking}"
