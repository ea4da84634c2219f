"""Text files inside an archive that name the images of a part, and sometimes their classes."""

import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from lineup.errors import LineupError, closest
from lineup.files import is_hidden
from lineup.images.tables import numbered
from lineup.images.tables.columns import Where
from lineup.images.tables.naming import Files
from lineup.images.tables.recognise import sheet

ABSENT = "named in {list}, but not in the archive"
SEVERAL = "named in {list}, but may be {first} or {second}"


class Listed(NamedTuple):
    """What a list names: the class of each file (None: none, or two), and the (path, reason) of the rest.

    subjects: who or what is on a file, where the list says so.
    """

    labels: dict[str, str | None]
    rejected: list[tuple[str, str]]
    subjects: Mapping[str, str]


def read(
    archive: zipfile.ZipFile,
    path: str,
    *,
    folder: str,
    key: str,
    column: int | str | None = None,
    classes: bool = False,
    where: Where | None = None,
    group: int | str | None = None,
) -> Listed:
    """Return the files that the list `path` names, as paths in the archive, and their classes if asked for.

    where: which of its rows count, by columns (`tables.columns`); group: the column of who or what is on a
    picture; `key`: the list's key in params.yaml.
    LineupError where the archive has no such list, or it cannot be told what the list says.
    """
    names = [name for name in archive.namelist() if not name.endswith("/")]
    if path not in names:
        raise LineupError(
            f"{key}: the archive has no file '{path}'.{closest(path, names)}"
            " Give the path of a text file inside the archive."
        )
    files = [name for name in names if not is_hidden(name.split("/"))]
    read = sheet(numbered.read(path, names, archive.read), files, folder)
    table = read if isinstance(read, str) else read.said(column, classes=classes, where=where)
    subjects: Mapping[str, str] | str = {}
    if group is not None and not isinstance(read, str):
        subjects = read.subjects(group)
    if isinstance(table, str) or isinstance(subjects, str):
        raise LineupError(f"{key}: '{path}' {table if isinstance(table, str) else subjects}.")
    prefix = f"{folder.strip('/')}/".lstrip("/")
    elsewhere = Files(files if table.absent else (), "")
    absent = {name for name in table.absent if not (elsewhere.as_named(name) or elsewhere.meant_by(name))}
    rejected = [(prefix + name, ABSENT.format(list=path)) for name in sorted(absent)]
    for name, (first, second) in sorted(table.several.items()):
        rejected.append((prefix + name, SEVERAL.format(list=path, first=first, second=second)))
    return Listed(table.labels, rejected, subjects)
