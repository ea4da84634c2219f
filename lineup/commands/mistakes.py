"""What is wrong with a command line, in our words: Typer's own speak of inputs, strings and parsing."""

import re
import sys
from collections.abc import Iterable
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException

from lineup.errors import LineupError, closest

EXPECTED = {
    "valid integer": "must be a whole number",
    "valid number": "must be a number",
    "valid boolean": "must be true or false",
    r"greater than or equal to (\S+)": r"must be \1 or more",
    r"less than or equal to (\S+)": r"must be \1 or less",
    r"greater than (\S+)": r"must be above \1",
    r"less than (\S+)": r"must be below \1",
}  # by what pydantic says


class Commands(TyperGroup):
    """The commands; what is wrong with their arguments is one LineupError."""

    def make_context(self, *arguments: Any, **others: Any) -> Any:
        try:
            return super().make_context(*arguments, **others)
        except TyperException as error:
            raise translated(error, self.commands) from None

    def invoke(self, context: Any) -> Any:
        try:
            return super().invoke(context)
        except TyperException as error:
            raise translated(error, self.commands) from None


def translated(error: TyperException, commands: Iterable[str]) -> Exception:
    """Return the LineupError of what is wrong; the error itself where it only shows the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error
    context: Any = getattr(error, "ctx", None)
    path = getattr(context, "command_path", " ".join(["lineup", *sys.argv[1:2]]))
    command = path.replace("python -m lineup", "lineup")
    known = [name for one in getattr(getattr(context, "command", None), "params", []) for name in one.opts]
    return LineupError(f"{said(error, known, commands)} `{command} --help` says what it takes.")


def said(error: TyperException, options: list[str], commands: Iterable[str]) -> str:
    """Return what is wrong, and what was expected; options: those of the command."""
    parameter: Any = getattr(error, "param", None)
    name = parameter.opts[0] if parameter and parameter.opts else ""
    name = name if name.startswith("-") else name.upper()
    kind, text = type(error).__name__, error.format_message()
    if kind == "NoSuchOption":
        given = str(getattr(error, "option_name", ""))
        return f"There is no option {given}.{closest(given, [one for one in options if one[0] == '-'])}"
    if kind == "MissingParameter":
        return f"{name} is missing."
    if parameter:
        return f"{name}: {expected(error.message)}."
    if found := re.fullmatch(r"Got unexpected extra argument\(?s?\)? \((.*)\)", text):
        return f"Nothing takes '{found[1]}': it is too many, or an option's value without its name."
    if found := re.match(r"No such command '(.*?)'", text):
        return f"There is no command '{found[1]}'.{closest(found[1], commands)}"
    if found := re.fullmatch(r"Option '(.*)' does not take a value\.", text):
        return f"{found[1]}: takes no value."
    if found := re.fullmatch(r"Option '(.*)' requires an argument\.", text):
        return f"{found[1]}: its value is missing."
    return text if text.endswith((".", "?")) else f"{text}."


def expected(text: str) -> str:
    """Return what a value must be, by what pydantic says."""
    for pattern, ours in EXPECTED.items():
        if found := re.search(pattern, text):
            return found.expand(ours)
    return re.sub(r"^(Value error, |Invalid value: )", "", text).rstrip(".")
