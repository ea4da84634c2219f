"""Whether a warm process does a stage's work: it asks first, before it loads anything large."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lineup.warm.connection import Forked

TENSORFLOW, REPORT = "tensorflow", "report"  # what a warm process has loaded
NEEDED = {
    "features": TENSORFLOW, "train": TENSORFLOW, "evaluate": TENSORFLOW, "compare": REPORT, "track": REPORT
}  # fmt: skip
NAME = "lineup"  # of their sockets, first
DVC = "LINEUP_DVC"  # the variable that names dvc's process to what is forked, which is no descendant of it


def instead(stage: str) -> None:
    """Have a warm process of this dvc do what `python -m stages.STAGE` does here, and end as it ends.

    Returns where there is none and none can be had. Where this process is killed, so is what runs for it.
    The process with TensorFlow is started where it is missing; track alone is not worth the other one.
    """
    kind = NEEDED[stage]
    if (kind == REPORT and not anywhere(kind)) or (dvc := above(kind)) is None:
        return
    from lineup.warm import connection

    with suppress(OSError):
        if kind == TENSORFLOW and not connection.listens(kind, dvc):
            connection.wait(kind, dvc, connection.start(kind, dvc))
        connection.ask(kind, dvc, stage)


def anywhere(kind: str) -> bool:
    """Say whether a warm process of this kind listens for any dvc; quick, since track asks in every run."""
    with suppress(OSError):
        return f"@{NAME}-{kind}-" in Path("/proc/net/unix").read_text(encoding="utf-8", errors="replace")
    return False


def beforehand(kind: str) -> None:
    """Start a warm process for the stages after this one, which leaves a core free, unless it is there."""
    if (dvc := above(kind)) is None:
        return
    from lineup.warm import connection

    with suppress(OSError):
        if not connection.listens(kind, dvc):
            connection.start(kind, dvc)


def forked(module: str, stdin: int) -> "Forked | None":
    """Have the warm process of the report run a module's `main` with this input; None where there is none."""
    if (dvc := above(REPORT)) is None:
        return None
    from lineup.warm import connection

    with suppress(OSError):
        return connection.Forked(connection.order(REPORT, dvc, module, [], [stdin, 1, 2]))
    return None


def above(kind: str) -> int | None:
    """Return the number of the dvc that runs this process; None without one, and where nothing is forked.

    That is on systems other than Linux, and with a graphics card, which each stage opens for itself.
    """
    if sys.platform != "linux" or (kind == TENSORFLOW and shutil.which("nvidia-smi")):
        return None
    if DVC in os.environ:
        return int(os.environ[DVC])
    import psutil

    from lineup.locks.start import running_dvc

    with suppress(psutil.Error):
        dvc = running_dvc()
        return dvc and int(dvc.pid)
    return None
