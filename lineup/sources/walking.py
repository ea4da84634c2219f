"""The files below a folder of the user's own, and what is passed over there."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lineup.errors import LineupError
from lineup.files import is_hidden
from lineup.images.endings import is_picture
from lineup.left_out import HIDDEN

NOWHERE = "links to nothing"
FOLDER = "links to a folder"
OUT = "links out of the folder"
EMPTY = "folders without files"


class Walked(NamedTuple):
    """Files as names relative to a folder, sorted; (name, reason) of what is passed over."""

    names: list[str]
    left_out: list[tuple[str, str]]


def walk(root: Path, key: str) -> Walked:
    """Return the files below `root`; links are followed to files within it alone.

    LineupError, under `key`, where a folder that may be a class cannot be read.
    """

    def refuse(error: OSError) -> None:
        raise LineupError(
            f"{key}: cannot read {error.filename}: {error.strerror}. Mend its rights, or move it away."
        ) from None

    inside, names, left_out = root.resolve(), [], []
    for folder, folders, members in os.walk(root, onerror=refuse):
        here = Path(folder).relative_to(root)
        hidden = [name for name in folders if is_hidden([name])]
        left_out += [(name, HIDDEN) for name in pictures(root, [here / name for name in hidden])]
        folders[:] = [name for name in folders if name not in hidden]
        for name in [name for name in folders if Path(folder, name).is_symlink()]:
            left_out.append(((here / name).as_posix(), f"{FOLDER}: {Path(folder, name).resolve()}"))
        if not folders and not members and folder != str(root):
            left_out.append((here.as_posix(), EMPTY))
        for name in members:
            entry, relative = Path(folder, name), (here / name).as_posix()
            if is_hidden([name]):
                left_out += [(relative, HIDDEN)] if is_picture(name) and not name.startswith("._") else []
            elif entry.is_symlink() and (reason := amiss(entry, inside)):
                left_out.append((relative, reason))
            elif entry.is_file():
                names.append(relative)
    return Walked(sorted(names), sorted(left_out))


def amiss(link: Path, inside: Path) -> str | None:
    """Return why a link to a file is not followed, None where it is."""
    if not link.is_file():
        return NOWHERE
    return None if link.resolve().is_relative_to(inside) else f"{OUT}: {link.resolve()}"


def pictures(root: Path, folders: list[Path]) -> Iterator[str]:
    """Yield the pictures in hidden folders, by their names; what cannot be read is passed over."""
    for hidden in folders:
        for folder, _, members in os.walk(root / hidden):
            here = Path(folder).relative_to(root)
            yield from ((here / name).as_posix() for name in members if is_picture(name))
