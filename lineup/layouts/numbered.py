"""Files named CLASS_NUMBER."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from lineup.images.members import NUMBERED
from lineup.layouts import part_names

DATE = re.compile(r"(?<!\d)(19|20)\d\d([-_.]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?!\d)")


def classes(pictures: Sequence[str], known: Collection[str] = ()) -> dict[str, int] | None:
    """Return the classes in names such as cat_12.jpg, with their counts; None where the names hold none.

    A camera's numbers (IMG_0012.jpg) and dates hold none: there must be two classes, of two pictures each on
    average, and most of them of more than one; unless all are known.
    """
    found = [NUMBERED.fullmatch(PurePosixPath(picture).stem) for picture in pictures]
    counts = Counter(match[1] for match in found if match)
    if counts and counts.total() == len(pictures) and counts.keys() <= set(known):
        return dict(sorted(counts.items()))
    if all(map(part_names.part_of, counts)) or any(map(DATE.search, counts)):
        return None  # train_12.jpg, 2018-12-11-15_031.jpg
    if 2 * sum(count > 1 for count in counts.values()) < len(counts):
        return None
    if len(counts) < 2 or 2 * len(counts) > len(pictures) or 10 * counts.total() < 9 * len(pictures):
        return None
    return dict(sorted(counts.items()))
