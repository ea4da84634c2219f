"""The folders of a data set, with the pictures in each."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lineup.images.endings import is_picture


@dataclass
class Folder:
    """A folder: its path ('' for the uppermost), its pictures and other files, its subfolders by name."""

    path: str = ""
    pictures: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    folders: "dict[str, Folder]" = field(default_factory=dict)

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def filled(self) -> "dict[str, Folder]":
        """Return the subfolders in which, at any depth, there are pictures."""
        return {name: folder for name, folder in self.folders.items() if any(folder.all_pictures())}

    def all_pictures(self) -> Iterator[str]:
        yield from self.pictures
        for folder in self.folders.values():
            yield from folder.all_pictures()

    def all_others(self) -> Iterator[str]:
        """Yield the paths of the other files at any depth."""
        yield from self.others
        for folder in self.folders.values():
            yield from folder.all_others()

    def count(self) -> int:
        """Return the number of pictures at any depth."""
        return sum(1 for _ in self.all_pictures())

    def without(self, names: Container[str]) -> "Folder":
        """Return the folder but for these subfolders."""
        kept = {name: one for name, one in self.folders.items() if name not in names}
        return Folder(self.path, self.pictures, self.others, kept)

    def below(self, picture: str) -> str:
        return picture.removeprefix(f"{self.path}/") if self.path else picture


def build(names: Iterable[str], known: Container[str] = ()) -> Folder:
    """Return the uppermost folder of files with these paths; known: pictures of other endings than theirs."""
    root = Folder()
    for name in names:
        folder = root
        *steps, file = name.split("/")
        for step in steps:
            inner = f"{folder.path}/{step}" if folder.path else step
            folder = folder.folders.setdefault(step, Folder(inner))
        (folder.pictures if is_picture(file) or name in known else folder.others).append(name)
    return root


def unwrapped(folder: Folder) -> Folder:
    """Return the folder in which there is something to tell apart: x/x/CLASS becomes x/x."""
    while not folder.pictures and len(folder.filled) == 1:
        folder = next(iter(folder.filled.values()))
    return folder
