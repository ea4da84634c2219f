"""Which workspace this is: an identity that stays with a clone, and that no copy of it can take along.

`workspace`, a file in DVC's folder for what git does not copy, holds the identity, and `workspace.json` says
which file that is: its inode, and when that last changed, which no program that copies files can set. A clone
that is moved, or seen under another path or from another machine, has the same file. Where it is another, or
that cannot be told, this is a copy, and it gets an identity of its own: to own too little harms nobody.
"""

import json
import os
import platform
import re
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock

from lineup import repository
from lineup.files import read_json

FOREIGN = re.compile(r"[^\w.-]+", re.ASCII)  # what does not belong into a name


class Workspace(NamedTuple):
    """A workspace's name, and those of the workspaces that it was copied from, the latest first."""

    name: str
    before: tuple[str, ...]


def folder(here: Path) -> Path:
    """Return where the identity is kept: below .dvc/tmp, by project; in data/ where there is no DVC."""
    root = repository.root(here)
    own = repository.dvc(root)
    return own / "tmp/lineup" / root.relative_to(own.parent.resolve()) if own else root / "data/.lineup"


def find(here: Path) -> Workspace:
    """Return this workspace, which is given a name where it has none of its own.

    LINEUP_WORKSPACE names it, where its folder does not last: the jobs of a CI, one after the other.
    """
    if said := FOREIGN.sub("-", os.environ.get("LINEUP_WORKSPACE", "").strip()):
        return Workspace(said, ())
    place = folder(here)
    mark, note = place / "workspace", place / "workspace.json"
    if mark.exists() and note.exists() and seen(mark).items() <= (written := read_json(note)).items():
        return Workspace(mark.read_text().strip(), tuple(written["before"]))
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / "workspace.lock"):
        return found(mark, note)


def found(mark: Path, note: Path) -> Workspace:
    """Return the workspace of these two files, which are written where they are missing or another's."""
    known = mark.exists() and note.exists()
    written = read_json(note) if known else {"before": []}
    if known and same(written, seen(mark)):
        workspace = Workspace(mark.read_text().strip(), tuple(written["before"]))
    else:
        host = FOREIGN.sub("-", platform.node())
        before = (*([mark.read_text().strip()] if known else []), *written["before"])
        workspace = Workspace(f"{host}-{uuid.uuid4().hex[:12]}", before)
        mark.unlink(missing_ok=True)  # it may be one file with the original's (a hard link)
        mark.write_text(workspace.name + "\n")
    part = note.with_suffix(".part")
    part.write_text(json.dumps({**seen(mark), "before": list(workspace.before)}))
    part.replace(note)
    return workspace


def seen(mark: Path) -> dict[str, Any]:
    """Return what tells a file from its copies: inode and the time of its change, else place and machine."""
    status = mark.stat()
    file = {"inode": status.st_ino, "changed": status.st_ctime_ns}
    return {**file, "place": str(mark.resolve()), "machine": platform.node()}


def same(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether it is the same file; a change of its rights alone (chmod) changes its time, too."""

    def agree(*names: str) -> bool:
        return all(before.get(name) == now[name] for name in names)

    return agree("inode", "changed") or agree("inode", "place", "machine")
