"""The one exception that a user can mend, and how a stage ends on it: one message, exit status 1."""

import difflib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path


class LineupError(Exception):
    """A mistake that a user can mend; its text says what happened, what was expected, what to do."""


def closest(name: str, known: Iterable[str]) -> str:
    """Return ' Closest: X.' for the known name most like `name`, or '' where none is near."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Closest: {matches[0]}." if matches else ""


def argument(names: Iterable[str]) -> str:
    """Return the command's one argument, which must be one of `names`; LineupError otherwise."""
    names = list(names)
    if len(sys.argv) != 2:
        raise LineupError(f"Give one name. params.yaml has: {', '.join(names)}.")
    if sys.argv[1] not in names:
        raise LineupError(
            f"params.yaml has no '{sys.argv[1]}'. It has: {', '.join(names)}.{closest(sys.argv[1], names)}"
        )
    return sys.argv[1]


def run(main: Callable[[], None]) -> None:
    """Call `main`; a LineupError is printed as one message and ends the process with status 1.

    So is a file of data/ that is missing: the stage that makes it has not run.
    """
    try:
        main()
    except FileNotFoundError as error:
        if Path(str(error.filename)).parts[:1] != ("data",):
            raise
        sys.stdout.flush()
        print(f"error: {error.filename} is missing. Run `dvc repro`, which makes it.", file=sys.stderr)
        sys.exit(1)
    except LineupError as error:
        sys.stdout.flush()
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
