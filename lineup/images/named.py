"""Names in which a class stands beside other words: train_CLASS, CLASS/train, */train/CLASS."""

import re
from functools import cache

CLASS = "CLASS"  # stands for the class
ANY = "*"  # stands for anything but a slash


@cache
def compiled(named: str) -> re.Pattern[str]:
    """Return what a name must be, in any case, with the class as its group."""
    pattern = re.escape(named).replace(re.escape(ANY), "[^/]*")
    return re.compile(pattern.replace(CLASS, "([^/]+)"), re.IGNORECASE)


def class_of(name: str, named: str) -> str | None:
    """Return the class in a name, None where it is none of these names."""
    found = compiled(named).fullmatch(name)
    return found[1] if found else None


def class_of_path(inner: str, named: str) -> str | None:
    """Return the class in the first folders of a file's path, as many as `named` has."""
    folders = inner.split("/")[:-1]
    steps = named.count("/") + 1
    return class_of("/".join(folders[:steps]), named) if len(folders) >= steps else None
