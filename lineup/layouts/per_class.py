"""Lists of each class by itself, as Pascal VOC has them: cat_train.txt says of a picture 1, 0 or -1."""

import re
from pathlib import PurePosixPath

from lineup.errors import LineupError
from lineup.layouts import part_names
from lineup.layouts.contents import Contents
from lineup.words import joined

ROW = re.compile(rb"\s*\S+\s+(-1|0|1)\s*")
FEWEST = 2  # classes


def refuse(contents: Contents, place: str) -> None:
    """Raise LineupError, with what to write, where there are such lists: a picture may be in several."""
    found: dict[str, dict[str, str]] = {}
    for name in contents.names:
        path = PurePosixPath(name)
        label, _, part = path.stem.rpartition("_")
        if path.suffix == ".txt" and label and part_names.part_of(part):
            found.setdefault(str(path.parent), {}).setdefault(label, name)
    for folder, lists in found.items():
        some = list(lists.values())[:FEWEST]
        if len(some) == FEWEST and all(flagged(contents.read(name)) for name in some):
            raise LineupError(
                f"{place}: {folder}/ has a list for each of {len(lists):,} classes ({joined(list(lists))}),"
                f" such as {PurePosixPath(some[0]).name}, that says whether a picture shows it: one may show"
                " several. Lineup tells apart classes of which a picture has one. Write a table of the"
                " pictures that show one, labels.csv: a first line 'file,label,split', and for each picture"
                f" one such as '2008_000008,{next(iter(lists))},train' (train, val or test). Then give a"
                " folder with that table and the folder of the pictures alone."
            )


def flagged(data: bytes) -> bool:
    """Tell whether the first lines are names with a flag."""
    lines = [line for line in data.splitlines()[:20] if line.strip()]
    return bool(lines) and all(map(ROW.fullmatch, lines))
