"""The files of a folder or an archive by their names, and what is in one of them."""

import lzma
import re
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from lineup import words, zips
from lineup.errors import LineupError
from lineup.files import is_hidden
from lineup.images import kinds
from lineup.images.endings import is_picture
from lineup.layouts import forms
from lineup.sources import folder, walking

STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP  ", b"\0\0\1\0")
NETPBM = re.compile(rb"P[1-6]\s+(#[^\n]*\n\s*)*\d+\s+\d+\s")
START = 512  # bytes
MOST = 2000  # files that are looked at one by one; of more, SAMPLE of each ending
SAMPLE = 20


class Read(Protocol):
    def __call__(self, name: str, size: int | None = None) -> bytes: ...


class Contents(NamedTuple):
    """Names with '/' of the files that are a user's own, sorted, and functions that read one or several.

    read: gives a file's first bytes, so many, or all; several: the same of several files, None where to read
    them one by one is as quick; note: a sentence on the names; passed: (name, reason) of what is passed over,
    links and hidden files.
    """

    names: list[str]
    read: Read
    several: Callable[[Sequence[str]], Iterator[tuple[str, bytes]]] | None = None
    note: str = ""
    passed: Sequence[tuple[str, str]] = ()

    def each(self, names: Sequence[str], size: int | None = None) -> Iterator[tuple[str, bytes | None]]:
        """Yield names with the first bytes of these files, in any order; None of one that is broken."""
        if self.several:
            yield from ((name, data[:size]) for name, data in self.several(names))
            return
        for name in names:
            try:
                yield name, self.read(name, size)
            except LineupError:
                yield name, None


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

    def read(name: str, size: int | None = None) -> bytes:
        with (root / name).open("rb") as file:
            return file.read(-1 if size is None else size)

    return Contents(names, read, passed=left_out)


def of_zip(path: Path) -> Contents:
    archive = zips.opened(path)  # stays open: its list of names is read once
    entries = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    names = own(entries)
    note = " ".join(filter(None, [zips.note(archive), repeated(entries)]))

    def read(name: str, size: int | None = None) -> bytes:
        try:
            with archive.open(name) as file:
                return file.read(-1 if size is None else size)
        except zips.BROKEN as error:
            raise LineupError(
                f"{path}: '{name}' is broken in the archive: {error}. Fetch it again, or take that file out."
            ) from None

    return Contents(names, read, note=note)


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

    def read(name: str, size: int | None = None) -> bytes:
        return next(several([name]))[1][:size]

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


def pictures_in(contents: Contents) -> set[str]:
    """Return the files without a picture's ending that are pictures: of most, or beside others.

    Those of a folder count where it, or a folder beside it, holds pictures with an ending: they are of a
    class. Others, such as blobs/ to which all pictures are links, would be one.
    """
    found = by_starts(contents)
    named = {PurePosixPath(name).parent for name in contents.names if is_picture(name)}
    beside = {folder.parent for folder in named}
    most = 2 * len(found) > len(contents.names)
    return {
        name
        for name in found
        if most or (folder := PurePosixPath(name).parent) in named or folder.parent in beside
    }


def by_starts(contents: Contents) -> set[str]:
    """Return the files without a picture's ending that begin as pictures do.

    Of many files with one ending some are looked at: they are pictures where all of these are.
    """
    by_ending: dict[str, list[str]] = {}
    for name in contents.names:
        if not is_picture(name) and forms.form_of(name) is None:
            by_ending.setdefault(PurePosixPath(name).suffix.lower(), []).append(name)
    if sum(map(len, by_ending.values())) <= MOST:
        return set(among(contents, [name for names in by_ending.values() for name in names]))
    found = set[str]()
    for names in by_ending.values():
        some = names[:: max(1, len(names) // SAMPLE)][:SAMPLE]
        seen = set(among(contents, some))
        found |= set(names) if len(seen) == len(some) else seen
    return found


def among(contents: Contents, names: Sequence[str]) -> Iterator[str]:
    """Yield those of some files whose first bytes are a picture's."""
    return (name for name, start in contents.each(names, START) if start and begins(start))


def begins(start: bytes) -> bool:
    webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    bitmap = start[:2] == b"BM" and start[6:10] == bytes(4)
    avif = start[4:8] == b"ftyp" and start[8:12] in (b"avif", b"avis")
    known = start.startswith(STARTS) or webp or bitmap or avif or kinds.is_heif(start)
    return known or NETPBM.match(start) is not None
