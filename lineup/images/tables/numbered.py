"""Tables that call pictures by numbers, which images.txt beside them gives: CUB-200, NABirds."""

import codecs
from collections.abc import Callable, Collection
from posixpath import basename, dirname, join, splitext

from lineup.images.endings import is_picture

INDEX = "images.txt"
# of a second column, by the file's name
TITLES = {"train_test_split": "train", "image_class_labels": "label"}


def read(path: str, names: Collection[str], read_bytes: Callable[[str], bytes]) -> bytes:
    """Return what is in a table; where its rows begin with numbers of images.txt, with paths instead.

    names: of all files. Such a table gets a header: of train_test_split.txt `path` and `train`.
    """
    data = read_bytes(path)
    index = join(dirname(path), INDEX)
    stem, ending = splitext(basename(path))
    if ending != ".txt" or index == path or index not in names:
        return data
    return with_paths(data, read_bytes(index), TITLES.get(stem, stem)) or data


def with_paths(data: bytes, index: bytes, title: str) -> bytes:
    """Return the rows of a table with paths in place of numbers; b'' where it has no such numbers."""
    data, index = (text.removeprefix(codecs.BOM_UTF8) for text in (data, index))
    pairs = [line.split(maxsplit=1) for line in index.splitlines() if line.strip()]
    if not all(len(pair) == 2 and is_picture(pair[1].decode(errors="replace").strip()) for pair in pairs):
        return b""
    paths = {number: path.strip() for number, path in pairs}
    rows = [line.split(maxsplit=1) for line in data.splitlines() if line.strip()]
    if not rows or not all(len(row) == 2 and row[0] in paths for row in rows):
        return b""
    lines = [f"path\t{title}".encode(), *(paths[number] + b"\t" + rest.strip() for number, rest in rows)]
    return b"\n".join(lines)
