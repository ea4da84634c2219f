"""Which files of an archive are images of which class, by the layout that the data set has."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from lineup.errors import LineupError
from lineup.files import is_hidden

NUMBERED = re.compile(r"(.+)_\d+")  # homer_simpson_12.jpg
UNLABELLED = {
    "folder": "not in a class's folder",
    "file_name": "not named CLASS_NUMBER",
    "list": "its list gives it no class, or two",
}
Labels = Literal["folder", "file_name", "list"]


class Part(NamedTuple):
    """Where a part keeps its images, what names their class; `listed`: the only files that belong to it."""

    folder: str
    labels: Labels
    listed: Mapping[str, str | None] | None = None


class Member(NamedTuple):
    """A file of the archive: in the official test set or not, and its class, None where it has none."""

    path: str
    test: bool
    label: str | None
    labels: Labels


def find(names: Iterable[str], training: Part, test: Part | None) -> list[Member]:
    """Return the members of the two parts, sorted by path; hidden files and directories are left out.

    The test folder may lie in the training folder. What both parts claim belongs to the test part.
    """
    found = []
    for name in sorted(set(names)):
        if name.endswith("/") or is_hidden(name.split("/")):
            continue
        for part, is_test in ((test, True), (training, False)):
            if part is not None and (inner := inside(name, part)):
                found.append(Member(name, is_test, label(name, inner, part), part.labels))
                break
    return found


def inside(name: str, part: Part) -> str:
    """Return the path inside the part's folder, '' where it is not in it, or its list does not name it."""
    return below(name, part.folder) if part.listed is None or name in part.listed else ""


def below(name: str, folder: str) -> str:
    """Return the path inside the folder, '' where it is not in it."""
    prefix = folder.strip("/") + "/"
    if prefix == "/":
        return name
    return name.removeprefix(prefix) if name.startswith(prefix) else ""


def label(name: str, inner: str, part: Part) -> str | None:
    """Return the class of a file: by the part's list, or by the path below its folder."""
    if part.labels == "list":
        return (part.listed or {}).get(name)
    if part.labels == "folder":
        first, slash, _ = inner.partition("/")
        return first if slash else None
    match = NUMBERED.fullmatch(PurePosixPath(inner).stem)
    return match[1] if match else None


def limit(members: Sequence[Member], most: int | None) -> list[Member]:
    """Keep at most `most` training images of each class: always the same ones, drawn by hash of the path."""
    if most is None:
        return list(members)
    by_class: dict[str | None, list[Member]] = {}
    for member in members:
        by_class.setdefault(None if member.test else member.label, []).append(member)
    kept = by_class.pop(None, [])
    for of_class in by_class.values():
        kept += sorted(of_class, key=lambda member: hashlib.sha256(member.path.encode()).digest())[:most]
    return sorted(kept)


def require_images(kept: Sequence[Member], reasons: dict[str, str]) -> None:
    """Raise LineupError where none of a class's training images could be used."""
    training = [member for member in kept if not member.test]
    left = {member.label for member in training if member.path not in reasons}
    for member in training:
        if member.label not in left:
            count = sum(other.label == member.label for other in training)
            raise LineupError(
                f"None of the {count:,} training images of {member.label} can be used; the first, "
                f"{member.path}: {reasons[member.path]}. Mend the files, or leave the "
                f"class out with dataset.classes."
            )
