"""Who or what is on several pictures (a patient, an object), by their names: GROUP_*, */GROUP/*."""

import re
from functools import cache
from pathlib import PurePosixPath

from lineup.images.named import ANY

GROUP = "GROUP"  # stands for the subject


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return what a name must be, in any case, with the subject as its group; the shortest ones count."""
    escaped = re.escape(pattern).replace(re.escape(ANY), "[^/]*?")
    return re.compile(escaped.replace(GROUP, "([^/]+?)", 1), re.IGNORECASE)


def of_name(inner: str, pattern: str) -> str | None:
    """Return the subject in a path below the part's folder, None where it is named otherwise.

    A pattern with folders is one of the whole path, any other of the file's name without its ending.
    """
    name = inner if "/" in pattern else PurePosixPath(inner).stem
    found = compiled(pattern).fullmatch(name)
    return found[1] if found else None
