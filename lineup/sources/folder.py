"""A folder of the user's own, a subfolder per class: zipped as it is, without compression."""

import os
import zipfile
from pathlib import Path
from typing import Any

from lineup.errors import LineupError
from lineup.images.endings import is_picture
from lineup.left_out import counted, lines
from lineup.sources import repacking, walking

EXPECTED = "Expected a folder with a subfolder of images for each of two or more classes"
REMEDY = "Set dataset.path (and dataset.watch) in params.yaml to such a folder."


def fetch(destination: Path, *, path: str, licence: str = "not stated") -> dict[str, Any]:
    """Zip all files below `path` in sorted order; returns address, licence and what is left out."""
    root = Path(path).expanduser()
    if not root.is_dir():
        what = "is a file" if root.exists() else "does not exist"
        raise LineupError(f"dataset.path: {path} {what}. {EXPECTED}. {REMEDY}")
    names, left_out = walking.walk(root, "dataset.path")
    require_own_files(root, names, left_out)
    if not names:
        raise LineupError(f"dataset.path: {path} holds no files. {EXPECTED}. {REMEDY}")
    pack(destination, root, names, "dataset.path")
    found = counted(left_out)
    print("".join(f"download: left out {line}\n" for line in lines(found)), end="")
    return {"address": path, "licence": licence, "left_out": found}


def require_own_files(root: Path, names: list[str], left_out: list[tuple[str, str]]) -> None:
    """Raise LineupError where a folder holds links alone, and they lead out of it."""
    links = [(name, reason) for name, reason in left_out if reason.startswith((walking.OUT, walking.FOLDER))]
    if links and not any(is_picture(name) for name in names):
        name, reason = links[0]
        raise LineupError(
            f"dataset.path: {root} holds {len(links):,} link(s) that lead out of it, and no pictures of its"
            f" own: {name} leads to {reason.partition(': ')[2]}. Such links are not followed. Copy what they"
            f" lead to (`cp -rL {root} COPY`), or take the folder that they lead to, and set dataset.path and"
            " dataset.watch to it."
        )


def pack(destination: Path, root: Path, names: list[str], key: str) -> None:
    """Zip the files; LineupError, under `key`, where one cannot be read or its name cannot be stored."""
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            try:
                name.encode()
                with (root / name).open("rb") as content:
                    repacking.add(archive, name, content, os.fstat(content.fileno()).st_size)
            except UnicodeEncodeError:
                raise LineupError(
                    f"{key}: the file name {name!r} is not valid UTF-8. Rename the file."
                ) from None
            except OSError as error:
                raise LineupError(f"{key}: cannot read {root / name}: {error.strerror}.") from None
