"""The tables of a data set, each read once for the same pictures."""

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from lineup.images.tables.recognise import Sheet, sheet
from lineup.layouts.contents import Contents

GLANCES = 24  # pictures that are looked for in a text
Key = tuple[str, str, tuple[str, ...]]


class Sheets:
    """Reads tables; `names`: all files that there are; `column`: of the class, where a person says it."""

    def __init__(self, contents: Contents, column: int | str | None = None) -> None:
        self.names, self.column = contents.names, column
        self.read = contents.read
        self.data: dict[str, bytes] = {}
        self.sheets: dict[Key, Sheet | str] = {}

    def text(self, path: str) -> bytes:
        """Return what is in a file."""
        if path not in self.data:
            self.data[path] = self.read(path)
        return self.data[path]

    def of(self, path: str, pictures: Sequence[str], folder: str) -> Sheet | str:
        """Return a table, read with a folder's pictures in view, or why it cannot be."""
        key = path, folder, tuple(pictures)
        if key not in self.sheets:
            self.sheets[key] = sheet(self.text(path), pictures, folder)
        return self.sheets[key]

    def mentions(self, path: str, pictures: Sequence[str]) -> bool:
        """Tell, at a glance, whether a text may name most of the pictures: whether some names stand in it."""
        data = self.text(path)
        coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4] else "utf-8"
        text = unicodedata.normalize("NFC", data.decode(coding, errors="replace")).casefold()
        stems = [PurePosixPath(path).stem for path in pictures[:: max(1, len(pictures) // GLANCES)]]
        plain = (unicodedata.normalize("NFC", stem).casefold() for stem in stems)
        return 3 * sum(stem in text or (stem.lstrip("0") or "0") in text for stem in plain) >= len(stems)
