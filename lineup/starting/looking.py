"""A look at pictures: their sizes and formats, and what is no picture at all."""

import hashlib
import io
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

from lineup.images import decode
from lineup.layouts.contents import Contents

MOST = 300  # pictures that are looked at


class Looks(NamedTuple):
    """What was seen: width and height of each picture, counts of formats, path and reason of the rest.

    several: how many files hold more pictures than one, as pages or frames.
    """

    sizes: list[tuple[int, int]]
    formats: dict[str, int]
    unreadable: list[tuple[str, str]]
    several: int = 0

    @property
    def side(self) -> int:
        """Return the median of the shorter sides, in pixels."""
        return int(statistics.median(min(size) for size in self.sizes))

    @property
    def alike(self) -> bool:
        """Tell whether nine in ten have about one proportion of sides."""
        ratios = sorted(width / height for width, height in self.sizes)
        return ratios[int(0.95 * (len(ratios) - 1))] <= 1.1 * ratios[int(0.05 * len(ratios))]


def look(pictures: Sequence[str], contents: Contents) -> Looks:
    """Return sizes and formats of at most MOST pictures, always the same ones, from their headers."""
    decode.quieten()
    chosen = sorted(pictures, key=lambda path: hashlib.sha256(path.encode(errors="replace")).digest())[:MOST]
    sizes, formats, unreadable, several = [], Counter[str](), [], 0
    for path, data in contents.each(sorted(chosen)):
        if data is None:
            unreadable.append((path, "broken in the archive"))
            continue
        try:
            size, form, more = header(data)
            several += more
            sizes.append(size)
            formats[form] += 1
        except decode.UndecodableError as error:
            unreadable.append((path, str(error)))
    return Looks(sizes, dict(formats.most_common()), unreadable, several)


def header(data: bytes) -> tuple[tuple[int, int], str, bool]:
    """Return a picture's width and height, its format, and whether the file holds more pages or frames.

    UndecodableError says why it cannot be read. What Pillow makes nothing of at first sight is decoded whole,
    as preprocess does.
    """
    try:
        with Image.open(io.BytesIO(data), formats=decode.formats(data)) as image:
            more = image.format != "MPO" and getattr(image, "is_animated", False)  # a phone's preview
            return image.size, image.format or "unknown", more
    except Exception:  # Pillow raises nearly anything on broken files
        found = decode.decode(data)
        return (found.width, found.height), found.format, False
