"""Why a params file cannot be read as YAML, in words that say what to mend."""

import re

import yaml

from lineup.schema.scalars import HINT

MARKS = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( .*)?$", re.MULTILINE)
TAB = re.compile(r"^[ ]*\t", re.MULTILINE)


def said(content: bytes, error: yaml.YAMLError | UnicodeDecodeError) -> str:
    """Return what is wrong with a file's bytes, given what reading them raised."""
    if isinstance(error, UnicodeDecodeError):
        line = content.count(b"\n", 0, error.start) + 1
        return f"is not in UTF-8 (line {line}). Save it as UTF-8 in the editor."
    text = content.decode("utf-8-sig")
    if mark := MARKS.search(text):
        line = text.count("\n", 0, mark.start()) + 1
        return (
            f"holds what git left of a merge: line {line} is '{mark[0]}'. Choose between the two"
            " versions there, remove the lines of <<<<<<<, ======= and >>>>>>>, and run `git add` on it."
        )
    if tab := TAB.search(text):
        line = text.count("\n", 0, tab.start()) + 1
        return (
            f"has a tab at the beginning of line {line}. YAML takes blanks alone: write two for each level."
        )
    return f"is not valid YAML: {error}{HINT}"
