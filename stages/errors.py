"""The one exception that a user can mend, and how a stage ends on it: one message, exit status 1."""

import difflib
import sys
from collections.abc import Callable, Iterable


class LineupError(Exception):
    """A mistake that a user can mend; its text says what happened, what was expected, what to do."""


def closest(name: str, known: Iterable[str]) -> str:
    """Return ' Closest: X.' for the known name most like `name`, or '' where none is near."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Closest: {matches[0]}." if matches else ""


def run(main: Callable[[], None]) -> None:
    """Call `main`; a LineupError is printed as one message and ends the process with status 1."""
    try:
        main()
    except LineupError as error:
        sys.stdout.flush()
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
