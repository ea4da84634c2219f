"""Files named CLASS_NUMBER."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from lineup.images.members import NUMBERED
from lineup.layouts import part_names


def classes(pictures: Sequence[str]) -> dict[str, int] | None:
    """Return the classes in names such as cat_12.jpg, with their counts; None where the names hold none.

    A camera's numbers (IMG_0012.jpg) hold none: there must be two classes, of two pictures each on average.
    """
    found = [NUMBERED.fullmatch(PurePosixPath(picture).stem) for picture in pictures]
    counts = Counter(match[1] for match in found if match)
    if all(map(part_names.part_of, counts)):
        return None  # train_12.jpg
    if len(counts) < 2 or 2 * len(counts) > len(pictures) or 10 * counts.total() < 9 * len(pictures):
        return None
    return dict(sorted(counts.items()))
