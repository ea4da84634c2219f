"""What of a data set is not used, and why: counted by reason, so that nothing is missing from the report."""

from collections.abc import Iterable
from typing import TypedDict

HIDDEN = "in hidden folders, or in folders of the system"
EXAMPLES = 3  # paths that are named
NO_FILES = ("folders ", "links to ")  # reasons of what is no file


class LeftOut(TypedDict):
    reason: str
    files: int
    examples: list[str]


def counted(left_out: Iterable[tuple[str, str]]) -> list[LeftOut]:
    """Return (path, reason) pairs counted by reason, the most frequent first.

    What follows a colon in a reason is about the one file, and does not count.
    """
    by_reason: dict[str, list[str]] = {}
    for path, reason in sorted(left_out):
        by_reason.setdefault(reason.partition(": ")[0], []).append(path)
    entries = [
        LeftOut(reason=reason, files=len(paths), examples=paths[:EXAMPLES])
        for reason, paths in by_reason.items()
    ]
    return sorted(entries, key=lambda entry: (-entry["files"], entry["reason"]))


def lines(left_out: Iterable[LeftOut]) -> list[str]:
    found = []
    for entry in left_out:
        more = ["..."] if entry["files"] > len(entry["examples"]) else []
        found.append(f"{entry['files']:,}: {entry['reason']} ({', '.join([*entry['examples'], *more])})")
    return found


def files(left_out: Iterable[LeftOut]) -> int:
    """Return how many files are left out, without folders and what leads to none."""
    return sum(entry["files"] for entry in left_out if not entry["reason"].startswith(NO_FILES))
