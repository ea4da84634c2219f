"""`lineup run`: `dvc repro` where params.yaml says all that DVC needs."""

import os
import subprocess
import sys
from typing import Annotated

import typer


def run(
    arguments: Annotated[list[str] | None, typer.Argument(help="Those of `dvc repro`.")] = None,
) -> None:
    """Check params.yaml, then run what has changed: `dvc repro`, with a message where that has none.

    DVC alone says little where params.yaml lacks a key that dvc.yaml names.
    And with -s (--single-item) it runs no check, so that it does not see
    changed code: here, check runs before.
    """
    from lineup import processes
    from lineup.schema import valid

    valid.load()
    given = arguments or []
    if {"-s", "--single-item"} & set(given):
        checked = subprocess.run([sys.executable, "-m", "stages.check"], check=False).returncode
        if checked:
            raise typer.Exit(checked)
    processes.become([sys.executable, "-m", "dvc", "repro", *given], os.environ)
