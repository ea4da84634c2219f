"""A text for each picture, under its name: 001.txt, 001.cls or 001.json beside 001.jpg."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from lineup.images.endings import is_picture

ENDINGS = (".txt", ".cls", ".json")
LONGEST = 60  # characters of a class
WORDS = ("label", "class", "category", "cls", "label_name", "class_name")


def told(names: Sequence[str], read: Callable[[str], bytes]) -> str:
    """Return what is said of texts that hold a picture's class each; '' where there are none.

    Boxes (several numbers) are no class.
    """
    pictures = {name.rpartition(".")[0]: name for name in names if is_picture(name)}
    for name in names:
        stem, _, ending = name.rpartition(".")
        if stem in pictures and f".{ending.lower()}" in ENDINGS and (label := label_in(read(name))):
            picture = PurePosixPath(pictures[stem]).name
            return (
                f" ({PurePosixPath(name).name} beside {picture} says '{label}': a file for each picture is"
                f" not read. Write one table of them, labels.csv, with a line such as '{picture},{label}'"
                " for each.)"
            )
    return ""


def label_in(data: bytes) -> str:
    """Return the class that a text of one line or an object of JSON says; '' where it says none."""
    text = data.decode("utf-8-sig", errors="replace").strip()
    if text.startswith("{"):
        try:
            said = json.loads(text)
        except ValueError:
            return ""
        return next((str(said[word]) for word in WORDS if isinstance(said.get(word), str | int)), "")
    return (
        text if 0 < len(text) <= LONGEST and "\n" not in text and not re.search(r"\d\s+[\d.]", text) else ""
    )
