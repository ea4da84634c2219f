"""The one way from a file to a model's input: preprocess and prediction both call `prepare`."""

import hashlib
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lineup.images.decode import UndecodableError, decode
from lineup.images.resize import resize as resized
from lineup.images.resize import shrinking


class Prepared(NamedTuple):
    """A file's pixels for the models, and what the index says of it."""

    pixels: NDArray[np.uint8]  # (height, width, 3) as asked for
    width: int  # of the original, upright
    height: int
    format: str
    sha256: str  # of the file


def prepare(
    data: bytes,
    height: int,
    width: int,
    resize: Literal["stretch", "fit_pad"],
    interpolation: Literal["bilinear", "area", "bicubic"],
) -> Prepared:
    """Decode, resize and hash one file; decode.UndecodableError says why it cannot be."""

    def shrink(rows: int, columns: int) -> int:
        return shrinking(rows, columns, height, width, resize, interpolation)

    found = decode(data, shrink)
    pixels = resized(found.pixels, height, width, resize, interpolation)
    return Prepared(pixels, found.width, found.height, found.format, hashlib.sha256(data).hexdigest())


def attempt(read: Callable[[], bytes], **how: Any) -> Prepared | str:
    """Return what `prepare` makes of what `read` gives, or the UndecodableError of either as text."""
    try:
        return prepare(read(), **how)
    except UndecodableError as error:
        return str(error)
