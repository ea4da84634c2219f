"""How much a place holds, and how much of it may go."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Amount(NamedTuple):
    """A number of things, and their bytes on disk."""

    number: int
    size: int


NONE = Amount(0, 0)


@dataclass(frozen=True)
class Holding:
    """One line of the listing: what is named, what is not but stays for now, and what can be freed."""

    place: str
    named: Amount = NONE
    waiting: Amount = NONE
    free: Amount = NONE


def amount(sizes: Iterable[int]) -> Amount:
    """Return the amount of things of these sizes in bytes."""
    sizes = list(sizes)
    return Amount(len(sizes), sum(sizes))


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder; 0 where there is nothing."""
    if path.is_dir():
        return sum(item.stat().st_size for item in path.rglob("*") if item.is_file())
    return path.stat().st_size if path.exists() else 0
