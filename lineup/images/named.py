"""Names in which a class, or who or what is on a picture, stands beside other words: train_CLASS, GROUP_*."""

import re
from functools import cache
from pathlib import PurePosixPath

CLASS = "CLASS"  # stands for the class
GROUP = "GROUP"  # stands for the subject: a patient, an object
ANY = "*"  # stands for anything but a slash


@cache
def compiled(pattern: str, word: str, shortest: str = "") -> re.Pattern[str]:
    """Return what a name must be, in any case, with what `word` stands for as its group.

    shortest: '?' where the shortest that fits counts, else ''.
    """
    escaped = re.escape(pattern).replace(re.escape(ANY), f"[^/]*{shortest}")
    return re.compile(escaped.replace(word, f"([^/]+{shortest})", 1), re.IGNORECASE)


def class_of(name: str, named: str) -> str | None:
    """Return the class in a name, None where it is none of these names."""
    found = compiled(named, CLASS).fullmatch(name)
    return found[1] if found else None


def class_of_path(inner: str, named: str) -> str | None:
    """Return the class in the first folders of a file's path, as many as `named` has."""
    folders = inner.split("/")[:-1]
    steps = named.count("/") + 1
    return class_of("/".join(folders[:steps]), named) if len(folders) >= steps else None


def subject_of(inner: str, pattern: str) -> str | None:
    """Return the subject in a path below the part's folder, None where it is named otherwise.

    A pattern with folders is one of the whole path, any other of the file's name without its ending.
    """
    name = inner if "/" in pattern else PurePosixPath(inner).stem
    found = compiled(pattern, GROUP, "?").fullmatch(name)
    return found[1] if found else None
