"""`lineup report`: the report, opened."""

from typing import Annotated

import typer


def report(
    no_open: Annotated[bool, typer.Option("--no-open", help="Print the address alone.")] = False,
) -> None:
    """Open the report in the browser, and print its address."""
    import webbrowser
    from pathlib import Path

    from lineup.errors import LineupError

    page = Path("data/report/report.html")
    if not page.is_file():
        raise LineupError("There is no report yet. `lineup run` makes it: data/report/report.html.")
    address = page.resolve().as_uri()
    print(address)
    if not no_open and not webbrowser.open(address):
        print("No browser could be started here: open this address in one.")
