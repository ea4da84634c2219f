"""Whether another dvc works in this project, in words of ours."""

from pathlib import Path

from lineup import running
from lineup.errors import LineupError

LOCK = Path(".dvc/tmp/lock")
DVC_SAYS = "Unable to acquire lock"
SAID = (
    "Another dvc is at work in this project: a `lineup run` or `dvc repro` of another terminal, or an"
    " editor's extension. Wait for its end and try again; nothing was changed."
)


def refuse() -> None:
    """Raise LineupError where another dvc holds the project's lock; while it runs a stage it lets go."""
    if running.held(LOCK):
        raise LineupError(SAID)
