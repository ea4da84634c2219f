"""A folder of the user's own, a subfolder per class: zipped as it is, without compression."""

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lineup.errors import LineupError
from lineup.files import is_hidden
from lineup.sources import zipping

EXPECTED = "Expected a folder with a subfolder of images for each of two or more classes"
LISTS = {".csv", ".tsv", ".txt"}
REMEDY = "Set dataset.path (and dataset.watch) in params.yaml to such a folder."


def fetch(destination: Path, *, path: str, licence: str = "not stated") -> dict[str, str]:
    """Zip all files below `path` in sorted order; returns address and licence."""
    root = Path(path).expanduser()
    if not root.is_dir():
        what = "is a file" if root.exists() else "does not exist"
        raise LineupError(f"dataset.path: {path} {what}. {EXPECTED}. {REMEDY}")
    skipped: list[str] = []
    names = sorted(files(root, skipped))
    require_classes(path, names)
    pack(destination, root, names, "dataset.path")
    report(skipped, path)
    return {"address": path, "licence": licence}


def files(root: Path, skipped: list[str]) -> Iterator[str]:
    """Yield the files below `root` as relative names with '/'; links not followed go to `skipped`."""
    inside = root.resolve()
    for folder, folders, members in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if not is_hidden([name])]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        skipped.extend((here / name).as_posix() for name in links)
        for name in members:
            entry = Path(folder, name)
            if is_hidden([name]):
                continue
            if entry.is_symlink() and not (entry.is_file() and entry.resolve().is_relative_to(inside)):
                skipped.append((here / name).as_posix())
            elif entry.is_file():
                yield (here / name).as_posix()


def require_classes(path: str, names: list[str]) -> None:
    """Raise LineupError unless two subfolders hold files, at the top or in the only folder there.

    A folder with a table or a text file is let through: it may be a list of the images and their classes.
    """
    if any(PurePosixPath(name).suffix.lower() in LISTS for name in names):
        return
    parents = {name.split("/")[0] for name in names if "/" in name}
    if len(parents) == 1:
        parents = {name.split("/")[1] for name in names if name.count("/") > 1}
    if len(parents) < 2:
        what = f"{len(names):,} file(s), but fewer than two subfolders with files" if names else "no files"
        raise LineupError(f"dataset.path: {path} holds {what}. {EXPECTED}. {REMEDY}")


def pack(destination: Path, root: Path, names: list[str], key: str) -> None:
    """Zip the files; LineupError, under `key`, where one cannot be read or its name cannot be stored."""
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            try:
                name.encode()
                with (root / name).open("rb") as content:
                    zipping.add(archive, name, content, os.fstat(content.fileno()).st_size)
            except UnicodeEncodeError:
                raise LineupError(
                    f"{key}: the file name {name!r} is not valid UTF-8. Rename the file."
                ) from None
            except OSError as error:
                raise LineupError(f"{key}: cannot read {root / name}: {error.strerror}.") from None


def report(skipped: list[str], path: str) -> None:
    """Print the first links below `path` that were not followed."""
    if skipped:
        print(
            f"download: {len(skipped)} link(s) passed over, they lead nowhere, to a folder or out of {path}:"
        )
        print("\n".join(f"  {name}" for name in sorted(skipped)[:10]))
