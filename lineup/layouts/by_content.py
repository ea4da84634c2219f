"""Files that are pictures by what is in them, whatever their names say: preprocess uses these too."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from lineup.images import kinds
from lineup.images.endings import is_picture
from lineup.layouts import forms
from lineup.layouts.contents import Contents

STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP  ", b"\0\0\1\0")
NETPBM = re.compile(rb"P[1-6]\s+(#[^\n]*\n\s*)*\d+\s+\d+\s")
START = 512  # bytes
MOST = 2000  # files that are looked at one by one; of more, SAMPLE of each ending
SAMPLE = 20


def pictures(contents: Contents) -> set[str]:
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
