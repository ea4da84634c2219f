"""Which file a cell of a table means: names are written in many ways."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import partial
from posixpath import splitext
from urllib.parse import unquote

from lineup.images.endings import is_picture

DEEPEST = 8  # folders above a file that a table may name in vain
UPLOADED = re.compile(r"[0-9a-f]{8}-")

Find = Callable[[str], str | None]


class Files:
    """The files of a folder, to be found by what a table calls them.

    A name is found as it stands; else in any case, in either normal form of Unicode (NFC, NFD), with either
    slash, without its ending where it is a picture's, and with less or more of the folders before it. A name
    that several files may mean finds none.
    """

    def __init__(self, paths: Collection[str], folder: str) -> None:
        self.prefix = f"{folder.strip('/')}/".lstrip("/")
        self.paths = {path for path in paths if path.startswith(self.prefix) and not path.endswith("/")}
        self.tails: dict[str, str] = {}
        self.several: dict[str, tuple[str, str]] = {}  # two files of one tail
        for path in sorted(self.paths):
            self.enter(path)

    def enter(self, path: str) -> None:
        """Note every tail of a path, with and without a picture's ending."""
        found = tails(plain(path))
        if is_picture(path):
            found += [bare for tail in found if (bare := without_ending(tail))]
        for tail in found:
            if tail in self.several or self.tails.setdefault(tail, path) == path:
                continue
            self.several[tail] = (self.tails.pop(tail), path)

    def meant_by(self, cell: str) -> tuple[str, str] | None:
        """Return two files that a cell may mean alike, None where there are no two."""
        return self.several.get(plain(cell))

    def as_named(self, cell: str) -> str | None:
        path = self.prefix + cell.replace("\\", "/").removeprefix("./")
        return path if path in self.paths else self.tails.get(plain(cell))

    def without_folders(self, cell: str, count: int) -> str | None:
        """Return the file that a cell names, but for its first `count` folders, of another place."""
        parts = plain(cell).split("/")
        return self.tails.get("/".join(parts[count:])) if len(parts) > count else None

    def as_uploaded(self, cell: str) -> str | None:
        """Return the file that a cell names as an address does, or after what Label Studio puts before it.

        That is /a%20cat.jpg?size=2, or 1f3c9a2b-cat.jpg.
        """
        name = unquote(plain(cell).partition("?")[0]).rpartition("/")[2]
        return self.tails.get(plain(UPLOADED.sub("", name)))

    def of_other_ending(self, cell: str) -> str | None:
        """Return the file that a cell names, but for its ending: of pictures that were converted."""
        return self.tails.get(without_ending(plain(cell))) if is_picture(cell) else None

    def of_number(self, cell: str) -> str | None:
        """Return the file whose name is a cell's number with zeros before it, which spreadsheets cut off.

        Where numbers are missing they write others as 12.0.
        """
        bare = without_ending(plain(cell)) if is_picture(cell) else plain(cell).removesuffix(".0")
        if not bare.isdecimal():
            return None
        found = {path for width in range(len(bare), 13) if (path := self.tails.get(bare.zfill(width)))}
        return found.pop() if len(found) == 1 else None

    def loosely(self) -> Iterable[Find]:
        """Yield the ways to find a file by a name that is none, the strictest first; a table keeps to one."""
        for count in range(1, DEEPEST + 1):
            yield partial(self.without_folders, count=count)
        yield self.as_uploaded
        yield self.of_other_ending
        yield self.of_number


def plain(name: str) -> str:
    """Return a name in one of the ways to write it: NFC, lower case, '/' between folders."""
    parts = unicodedata.normalize("NFC", name).casefold().replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def tails(path: str) -> list[str]:
    """Return 'a/b/c', 'b/c' and 'c'."""
    parts = path.split("/")
    return ["/".join(parts[start:]) for start in range(len(parts))]


def without_ending(path: str) -> str:
    return splitext(path)[0]
