"""What is wrong with a command line, as one LineupError: Typer itself speaks of inputs and parsing."""

import re
import sys
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException

from lineup.errors import LineupError

WORDS = {
    r"Input should be a valid integer.*": "must be a whole number",
    r"Input should be a valid number.*": "must be a number",
    r"Input should be greater than or equal to (\S+)": r"must be \1 or more",
    r"Input should be less than or equal to (\S+)": r"must be \1 or less",
    r"Value error, ": "",
}  # ours, in the place of pydantic's


class Commands(TyperGroup):
    """The commands; what is wrong with their arguments is one LineupError."""

    def make_context(self, *arguments: Any, **others: Any) -> Any:
        try:
            return super().make_context(*arguments, **others)
        except TyperException as error:
            raise translated(error) from None

    def invoke(self, context: Any) -> Any:
        try:
            return super().invoke(context)
        except TyperException as error:
            raise translated(error) from None


def translated(error: TyperException) -> Exception:
    """Return the LineupError of what is wrong; the error itself where it only shows the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error
    path = getattr(getattr(error, "ctx", None), "command_path", " ".join(["lineup", *sys.argv[1:2]]))
    said = error.format_message()
    for pattern, ours in WORDS.items():
        said = re.sub(pattern, ours, said)
    said += "" if said.endswith((".", "?")) else "."
    command = path.replace("python -m lineup", "lineup")
    return LineupError(f"{said} `{command} --help` says what it takes.")
