"""How much a place holds, and how much of it may go."""

from collections.abc import Container, Iterable, Mapping
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


def parted(place: str, sizes: Mapping[str, int], keys: Container[str], gone: Container[str]) -> Holding:
    """Return the line of trainings of these sizes, by their keys: `keys` are named, `gone` can be freed."""
    named, waiting, free = list[int](), list[int](), list[int]()
    for key, one in sizes.items():
        (named if key in keys else free if key in gone else waiting).append(one)
    return Holding(place, amount(named), amount(waiting), amount(free))


def amount(sizes: Iterable[int]) -> Amount:
    sizes = list(sizes)
    return Amount(len(sizes), sum(sizes))


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder; 0 where there is nothing."""
    if path.is_dir():
        return sum(item.stat().st_size for item in path.rglob("*") if item.is_file())
    return path.stat().st_size if path.exists() else 0
