"""Whether DVC can write in a project: its own words for that it cannot say nothing of what to do."""

import os
from pathlib import Path

from lineup import repository
from lineup.errors import LineupError


def require() -> None:
    own = repository.dvc_or_here()
    for folder in (Path.cwd(), own, own / "tmp", own / "cache", Path("data"), Path("mlruns")):
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise LineupError(
                f"'{folder.absolute()}' cannot be written in: Permission denied. Mend its owner and rights,"
                " or work in a copy of the project. Nothing was changed."
            )
