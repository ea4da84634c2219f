"""`lineup ui`: MLflow's pages."""

from typing import Annotated

import typer


def ui(port: Annotated[int, typer.Option(min=1, max=65535, help="The port on 127.0.0.1.")] = 5000) -> None:
    """Open MLflow on this project's runs, at http://127.0.0.1:PORT."""
    from lineup.tracking.ui import open_ui

    open_ui(port=port)
