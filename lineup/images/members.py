"""Which files of an archive are images of which class, by the layout that the data set has."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from lineup.errors import LineupError, closest
from lineup.files import is_hidden
from lineup.images import named
from lineup.images.endings import is_picture
from lineup.words import joined

NUMBERED = re.compile(r"(.+?)(?:[ ._-]+|(?<=\D))\(?\d+\)?")  # homer_simpson_12, cat.12, cat (12), cat12
FOLDERS_NAMED = 12  # in a message
UNLABELLED = {
    "folder": "not in a class's folder",
    "inner_folder": "not in a class's folder",
    "file_name": "not named CLASS_NUMBER",
    "list": "its list gives it no class, or two",
}
Labels = Literal["folder", "inner_folder", "file_name", "list"]
PartName = Literal["train", "validation", "test"]
PARTS: dict[str, PartName] = {"test": "test", "validation": "validation", "training": "train"}  # by key


class Part(NamedTuple):
    """Where a part keeps its images, what names their class; `listed`: the only files that belong to it.

    group: what names of pictures of one subject are like (`images.named`); subjects: by path, of a list.
    named: what the names of its classes' folders, or of files, are like: train_CLASS (`images.named`).
    """

    folder: str
    labels: Labels
    listed: Mapping[str, str | None] | None = None
    named: str | None = None
    group: str | None = None
    subjects: Mapping[str, str] | None = None


class Member(NamedTuple):
    """A file of the archive: the part that claims it; its class and who or what is on it, or None."""

    path: str
    part: PartName
    label: str | None
    labels: Labels
    subject: str | None = None


def find(names: Iterable[str], parts: Mapping[PartName, Part]) -> list[Member]:
    """Return the members of the parts, sorted by path; hidden files and directories are left out.

    The folder of one part may lie in another's. What several claim belongs to the first in PARTS.
    """
    found = []
    for name in sorted(set(names)):
        if name.endswith("/") or is_hidden(name.split("/")):
            continue
        for part_name in PARTS.values():
            part = parts.get(part_name)
            if part is not None and (inner := inside(name, part)):
                own = label(name, inner, part), part.labels, subject(name, inner, part)
                found.append(Member(name, part_name, *own))
                break
    return found


def inside(name: str, part: Part) -> str:
    """Return the path inside the part's folder, '' where it is not in it, or its list does not name it.

    Nor does it belong to a part whose names are otherwise.
    """
    inner = below(name, part.folder) if part.listed is None or name in part.listed else ""
    return "" if part.named and inner and label(name, inner, part) is None else inner


def below(name: str, folder: str) -> str:
    """Return the path inside the folder, '' where it is not in it."""
    prefix = folder.strip("/") + "/"
    if prefix == "/":
        return name
    return name.removeprefix(prefix) if name.startswith(prefix) else ""


def label(name: str, inner: str, part: Part) -> str | None:
    """Return the class of a file, in NFC: by the part's list, or by the path below its folder."""
    if part.labels == "list":
        found = (part.listed or {}).get(name)
    elif part.labels == "inner_folder":
        found = inner.split("/")[-2] if "/" in inner else None
    elif part.labels == "folder" and part.named:
        found = named.class_of_path(inner, part.named)
    elif part.labels == "folder":
        first, slash, _ = inner.partition("/")
        found = first if slash else None
    else:
        match = NUMBERED.fullmatch(PurePosixPath(inner).stem)
        found = match[1] if match else None
        found = named.class_of(found, part.named) if found and part.named else found
    return found and unicodedata.normalize("NFC", found)


def subject(name: str, inner: str, part: Part) -> str | None:
    """Return who or what is on a picture, by the part's list or its path; None for unknown."""
    return named.subject_of(inner, part.group) if part.group else (part.subjects or {}).get(name)


def require_parts(found: Sequence[Member], parts: Mapping[PartName, Part], names: Iterable[str]) -> None:
    """Raise LineupError where a part of the data set has no file in the archive at all."""
    seen = {name for name in names if not is_hidden(name.split("/"))}
    for key, part_name in PARTS.items():
        part = parts.get(part_name)
        if part is None or any(member.part == part_name for member in found):
            continue
        if any(inside(name, part) for name in seen if not name.endswith("/")):
            raise LineupError(
                f"dataset.{key}: every file that it names belongs to another part too, and so to that one."
                f" Give another folder or list, or leave dataset.{key} out."
            )
        folders = {folder.as_posix() for name in seen for folder in PurePosixPath(name).parents} - {"."}
        outermost = sorted(folders, key=lambda folder: (folder.count("/"), folder))
        known = joined(outermost, FOLDERS_NAMED) if folders else "(none)"
        raise LineupError(
            f"dataset.{key}.folder: there is no file in '{part.folder}'.{closest(part.folder, folders)}"
            f" The data set has the folders {known}."
        )


def require_subjects(found: Sequence[Member], parts: Mapping[PartName, Part]) -> None:
    """Raise LineupError where a part's `group` says of none of its pictures who or what is on it."""
    for key, part_name in PARTS.items():
        part = parts.get(part_name)
        own = [member for member in found if member.part == part_name]
        if part is None or not part.group or any(member.subject for member in own):
            continue
        raise LineupError(
            f"dataset.{key}.group: no name is like '{part.group}'; the first is {own[0].path}. Mend it, with"
            " GROUP for who or what is on a picture and * for anything, or leave it out."
        )


def limit(members: Sequence[Member], most: int | None) -> list[Member]:
    """Keep at most `most` training images of each class: always the same ones, drawn by hash of the path.

    What has no picture's ending comes last: notes beside pictures take no picture's place.
    """
    if most is None:
        return list(members)
    by_class: dict[str | None, list[Member]] = {}
    for member in members:
        by_class.setdefault(member.label if member.part == "train" else None, []).append(member)
    kept = by_class.pop(None, [])
    for of_class in by_class.values():
        kept += sorted(of_class, key=drawn)[:most]
    return sorted(kept)


def drawn(member: Member) -> tuple[bool, bytes]:
    """Return what sorts members for `limit`."""
    return not is_picture(member.path), hashlib.sha256(member.path.encode()).digest()


def require_images(kept: Sequence[Member], reasons: dict[str, str]) -> None:
    """Raise LineupError where none of a class's training images could be used."""
    training = [member for member in kept if member.part == "train"]
    left = {member.label for member in training if member.path not in reasons}
    for member in training:
        if member.label not in left:
            count = sum(other.label == member.label for other in training)
            raise LineupError(
                f"None of the {count:,} training images of {member.label} can be used; the first, "
                f"{member.path}: {reasons[member.path]}. Mend the files, or leave the "
                f"class out with dataset.exclude."
            )
