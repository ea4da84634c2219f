"""What `--pictures` names: a folder, an archive, an address or a set of Kaggle's."""

import os
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlparse
from urllib.request import url2pathname

from lineup.errors import LineupError, closest
from lineup.layouts import contents
from lineup.layouts.contents import Contents
from lineup.schema.base import NOTHING
from lineup.schema.data_mistakes import unreadable

HANDLE = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_-]+")
MISSING = (
    "Say where the pictures are: lineup init [PROJECT] --pictures PICTURES, a folder (~/flowers), an"
    " archive (flowers.zip, or an https address), or a set of kaggle.com (OWNER/DATASET)."
)


class Given(NamedTuple):
    """Pictures as `dataset` says them, without a layout; what is in them; their place in the project."""

    dataset: dict[str, Any]
    contents: Contents
    inside: str = ""


def find(pictures: str | None, project: Path) -> Given:
    """Return what is given; the working directory has to be where `pictures`, a path, starts from.

    What has to be fetched is fetched into the project's downloads/. LineupError where there is no such thing.
    """
    if not pictures:
        raise LineupError(MISSING)
    path = Path(pictures).expanduser()
    if pictures.startswith("file://"):
        path = Path(url2pathname(urlparse(pictures).path))
    if path.exists():
        return local(path, project)
    if "://" in pictures and not pictures.startswith("file://"):
        return fetched(project, source="archive", address=pictures, file_name=file_name(pictures))
    if HANDLE.fullmatch(pictures):
        try:
            return fetched(project, source="kaggle", handle=pictures)
        except LineupError as error:
            raise LineupError(
                f"There is no folder '{pictures}' here, so it was taken for a set of Kaggle's. {error}"
            ) from None
    beside = (one.name for one in path.parent.iterdir()) if path.parent.is_dir() else ()
    raise LineupError(f"There is no folder or archive '{pictures}'.{closest(path.name, beside)} {MISSING}")


def local(path: Path, project: Path) -> Given:
    resolved, home = path.resolve(), project.resolve()
    if resolved == home or (path.is_dir() and home.is_relative_to(resolved)):
        raise LineupError(
            f"The project {home} would lie among the pictures of {resolved}, and be taken for a class. Give a"
            " folder elsewhere: lineup init ../my_project --pictures ."
        )
    if resolved.is_relative_to(home / "data"):
        raise LineupError(f"{resolved} lies in the project's data/, which DVC owns. Move the pictures.")
    if path.is_dir() and (mistakes := unreadable(path, "--pictures")):
        raise LineupError("\n".join(mistakes))
    place = seen_from(resolved, home)
    found = contents.of(path)
    shared = {"watch": place, "max_per_class": None}
    if path.is_dir():
        inside = place if not Path(place).is_absolute() and not place.startswith("..") else ""
        return Given({"source": "folder", "path": place, **shared}, found, inside)
    return Given({"source": "archive", "address": place, "file_name": path.name, **shared}, found)


def seen_from(path: Path, project: Path) -> str:
    """Return a path as params.yaml has it: relative where it lies in the project or beside it, else whole."""
    relative = os.path.relpath(path, project)
    return Path(relative).as_posix() if relative.count("..") < 2 else path.as_posix()


def fetched(project: Path, *, source: str, **fields: str) -> Given:
    """Return an archive of the network, once it lies in the project's downloads/."""
    from lineup.sources import archive, kaggle

    project.mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    os.chdir(project)
    try:
        if source == "kaggle":
            found, _ = kaggle.obtain(fields["handle"])
        else:
            found, _ = archive.part("dataset", fields["address"], fields["file_name"])
        content = contents.of(found.resolve())
    finally:
        os.chdir(before)
    return Given({"source": source, "watch": NOTHING, **fields, "max_per_class": None}, content)


def file_name(address: str) -> str:
    """Return the name under which an archive is kept: the last part of its address."""
    name = address.split("?")[0].rstrip("/").rpartition("/")[2]
    return re.sub(r"[^A-Za-z0-9._-]", "_", name) or "pictures.zip"
