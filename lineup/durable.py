"""Files that a loss of power cannot halve: written to the disk before they take their name."""

import os
from pathlib import Path


def replace(temporary: Path, final: Path) -> None:
    """Give a file, or a folder of files, its name once all of it is on the disk.

    A rename is atomic, but without the syncing a file system may do it before the content is written.
    """
    for path in sorted(temporary.rglob("*")) if temporary.is_dir() else []:
        sync(path)
    sync(temporary)
    temporary.replace(final)
    sync(final.parent)


def write(path: Path, content: bytes) -> None:
    """Write a whole file, or leave what was there: on a full disk no half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Write a file or a folder's list of names to the disk.

    Windows opens no folders, and syncs no file that is open for reading alone.
    """
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
