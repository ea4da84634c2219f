"""The files of a folder or an archive by their names, and what is in one of them."""

import lzma
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lineup import words, zips
from lineup.errors import LineupError
from lineup.files import is_hidden
from lineup.layouts import forms
from lineup.sources import folder, walking

Read = Callable[[str], bytes]
START = 512  # bytes


class Contents(NamedTuple):
    """Names with '/' of the files that are a user's own, sorted, and functions that read one or several.

    several: None where to read them one by one is as quick; note: a sentence on the names; passed: (name,
    reason) of what is passed over, links and hidden files; start: reads a file's first START bytes, None
    where that is no quicker than all of it.
    """

    names: list[str]
    read: Read
    several: Callable[[Sequence[str]], Iterator[tuple[str, bytes]]] | None = None
    note: str = ""
    passed: Sequence[tuple[str, str]] = ()
    start: Read | None = None

    def each(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield names with what is in these files, in any order."""
        yield from self.several(names) if self.several else ((name, self.read(name)) for name in names)

    def starts(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield names with the first bytes of these files, in any order."""
        if self.start is None:
            yield from ((name, data[:START]) for name, data in self.each(names))
        else:
            yield from ((name, self.start(name)) for name in names)


def of(path: Path) -> Contents:
    """Return what a folder, a zip or a tar archive holds; LineupError where it is neither, or broken."""
    if path.is_dir():
        return of_folder(path)
    if not path.is_file():
        raise LineupError(f"There is no folder or archive '{path}'. Give one with pictures.")
    if zipfile.is_zipfile(path):
        return of_zip(path)
    try:
        return of_tar(path)
    except (tarfile.TarError, EOFError, OSError, lzma.LZMAError, zlib.error):
        raise LineupError(f"'{path}' {forms.alone(path)}") from None


def of_folder(root: Path, key: str = "dataset.path") -> Contents:
    """Return the files below a folder, as download takes them: no links out of it.

    LineupError, under `key`, where a folder cannot be read, or links that lead out are all there is.
    """
    names, left_out = walking.walk(root, key)
    folder.require_own_files(root, names, left_out)

    def start(name: str) -> bytes:
        with (root / name).open("rb") as file:
            return file.read(START)

    return Contents(names, lambda name: (root / name).read_bytes(), passed=left_out, start=start)


def of_zip(path: Path) -> Contents:
    archive = zips.opened(path)  # stays open: its list of names is read once
    entries = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    names = own(entries)
    note = " ".join(filter(None, [zips.note(archive), repeated(entries)]))

    def read(name: str) -> bytes:
        try:
            return archive.read(name)
        except zips.BROKEN as error:
            raise LineupError(
                f"{path}: '{name}' is broken in the archive: {error}. Fetch it again, or take that file out."
            ) from None

    def start(name: str) -> bytes:
        try:
            with archive.open(name) as file:
                return file.read(START)
        except zips.BROKEN:
            return b""

    return Contents(names, read, note=note, start=start)


def repeated(names: Sequence[str]) -> str:
    """Return what is said of names that several members of a zip have; '' where there are none."""
    several = [name for name, count in Counter(names).items() if count > 1]
    if not several:
        return ""
    count = words.several(len(several), "name")
    return f"The archive has {count} more than once, such as {several[0]}; the last of each is taken."


def of_tar(path: Path) -> Contents:
    """Return the files of a tar archive, with names as in images.zip."""
    with tarfile.open(path) as archive:
        stored = {zips.inside(entry.name): entry.name for entry in archive if entry.isfile()}

    def read(name: str) -> bytes:
        with tarfile.open(path) as archive:
            content = archive.extractfile(stored[name])
            return content.read() if content else b""

    def several(names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        wanted = {stored[name]: name for name in names}
        if not wanted:
            return
        with tarfile.open(path) as archive:  # in one go: a compressed archive is read from its start
            for entry in archive:
                if entry.name in wanted and (content := archive.extractfile(entry)):
                    yield wanted.pop(entry.name), content.read()
                if not wanted:
                    return

    return Contents(own(stored), read, several)


def own(names: Iterable[str]) -> list[str]:
    """Return the names that do not belong to the system, sorted."""
    return sorted({name for name in names if not is_hidden(name.split("/"))})
