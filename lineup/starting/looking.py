"""A look at pictures: their sizes and formats, and what is no picture at all."""

import hashlib
import io
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

from lineup.images import decode

MOST = 300  # pictures that are looked at


class Looks(NamedTuple):
    """What was seen: width and height of each picture, counts of formats, path and reason of the rest."""

    sizes: list[tuple[int, int]]
    formats: dict[str, int]
    unreadable: list[tuple[str, str]]

    @property
    def side(self) -> int:
        """Return the median of the shorter sides, in pixels."""
        return int(statistics.median(min(size) for size in self.sizes))

    @property
    def alike(self) -> bool:
        """Tell whether nine in ten have about one proportion of sides."""
        ratios = sorted(width / height for width, height in self.sizes)
        return ratios[int(0.95 * (len(ratios) - 1))] <= 1.1 * ratios[int(0.05 * len(ratios))]


Read = Callable[[Sequence[str]], Iterable[tuple[str, bytes]]]


def look(pictures: Sequence[str], read: Read) -> Looks:
    """Return sizes and formats of at most MOST pictures, always the same ones, from their headers."""
    decode.quieten()
    chosen = sorted(pictures, key=lambda path: hashlib.sha256(path.encode(errors="replace")).digest())[:MOST]
    sizes, formats, unreadable = [], Counter[str](), []
    for path, data in read(sorted(chosen)):
        try:
            with Image.open(io.BytesIO(data), formats=decode.FORMATS) as image:
                sizes.append(image.size)
                formats[image.format or "unknown"] += 1
        except UnidentifiedImageError:
            unreadable.append((path, "empty" if not data else "no picture by its content"))
        except Exception as error:  # Pillow raises nearly anything on broken files
            unreadable.append((path, f"broken: {' '.join(str(error).split()) or type(error).__name__}"))
    return Looks(sizes, dict(formats.most_common()), unreadable)
