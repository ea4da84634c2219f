"""The tables of a data set, each read once for the same pictures."""

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from lineup.images.tables import numbered
from lineup.images.tables.cells import cell
from lineup.images.tables.columns import Where
from lineup.images.tables.naming import Files, plain
from lineup.images.tables.recognise import Sheet, sheet
from lineup.layouts.contents import Contents

GLANCES = 24  # pictures that are looked for in a text
Key = tuple[str, str, tuple[str, ...]]


class Sheets:
    """Reads tables; `names`: all files that there are; `column`: of the class, where a person says it."""

    def __init__(self, contents: Contents, column: int | str | None = None) -> None:
        self.names, self.column = contents.names, column
        self.known, self.read = set(self.names), contents.read
        self.data: dict[str, bytes] = {}
        self.every: Files | None = None
        self.sheets: dict[Key, Sheet | str] = {}

    def text(self, path: str) -> bytes:
        if path not in self.data:
            self.data[path] = numbered.read(path, self.known, self.read)
        return self.data[path]

    def of(self, path: str, pictures: Sequence[str], folder: str) -> Sheet | str:
        """Return a table, read with a folder's pictures in view, or why it cannot be."""
        key = path, folder, tuple(pictures)
        if key not in self.sheets:
            found = sheet(self.text(path), pictures, folder)
            foreign = not isinstance(found, str) and self.of_others(found)
            self.sheets[key] = "names files elsewhere" if foreign else found
        return self.sheets[key]

    def labels(
        self,
        path: str,
        pictures: Sequence[str],
        folder: str,
        *,
        classes: bool = True,
        where: Where | None = None,
    ) -> dict[str, str | None]:
        """Return the classes of the pictures that (some) rows of a table name; {} where it cannot be told."""
        found = self.of(path, pictures, folder)
        said = found if isinstance(found, str) else found.said(self.column, classes=classes, where=where)
        return {} if isinstance(said, str) else said.labels

    def one_file(self, name: str) -> bool:
        """Tell whether a name in a table means one file of the data set."""
        if self.every is None:
            self.every = Files(self.known, "")
        return self.every.as_named(name) is not None

    def of_others(self, found: Sheet) -> bool:
        """Tell whether most paths of a table, which may also mean the pictures in view, are other files'."""
        pairs = [
            (cell(row, found.path), file) for row, file in zip(found.rows, found.files, strict=True) if file
        ]
        some = [(f"/{plain(name)}", file) for name, file in pairs[:: max(1, len(pairs) // GLANCES)]]
        loose = [name for name, file in some if "/" in name[1:] and not f"/{plain(file)}".endswith(name)]
        if 2 * len(loose) <= len(some):
            return False
        every = [f"/{plain(name)}" for name in self.names]
        return 2 * sum(any(one.endswith(name) for one in every) for name in loose) > len(some)

    def mentions(self, path: str, pictures: Sequence[str]) -> bool:
        """Tell, at a glance, whether a text may name most of the pictures: whether some names stand in it."""
        data = self.text(path)
        coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4] else "utf-8"
        text = unicodedata.normalize("NFC", data.decode(coding, errors="replace")).casefold()
        text = unquote(text) if "%20" in text else text
        stems = [PurePosixPath(path).stem for path in pictures[:: max(1, len(pictures) // GLANCES)]]
        plain = (unicodedata.normalize("NFC", stem).casefold() for stem in stems)
        return 3 * sum(stem in text or (stem.lstrip("0") or "0") in text for stem in plain) >= len(stems)
