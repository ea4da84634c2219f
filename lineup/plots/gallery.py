"""Pictures in a grid."""

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
import pandas as pd

from lineup.plots.canvas import DOTS_PER_INCH, canvas, plain, png
from lineup.words import percent

MOST = 360  # pictures
EACH = 6  # of a class
MOST_PIXELS = 4_000_000  # of all of them: pictures compress badly
ROOM = 1.36  # of a picture and its caption, in widths of a picture


def gallery(
    pictures: Sequence["np.ndarray | None"], captions: Sequence[str], columns: int = 8, title: str = ""
) -> bytes:
    """Draw pictures (height, width, 3; uint8; None for a gap), each above its caption; the first MOST.

    The file says so where there are none.
    """
    pictures, captions = pictures[:MOST], captions[:MOST]
    columns = max(1, min(columns, len(pictures)))
    lines = max(1, -(-len(pictures) // columns))
    figure = canvas(1.5 * columns, 1.5 * ROOM * lines, MOST_PIXELS)
    longest, letters = round(1.5 * 0.94 * figure.dpi), 7 * min(1.35, DOTS_PER_INCH / figure.dpi)
    axis = figure.add_axes((0, 0, 1, 1))
    axis.axis("off")
    axis.set_title(title)
    for position, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        if picture is None:
            continue
        line, column = divmod(position, columns)
        top = -line * ROOM
        high, wide = (size / max(picture.shape[:2]) * 0.94 for size in picture.shape[:2])
        left = column + (1 - wide) / 2
        shown = scaled(picture, longest)
        axis.imshow(shown, extent=(left, left + wide, top - high, top), interpolation="nearest")
        axis.text(column + 0.5, top - high - 0.03, caption, fontsize=letters, ha="center", va="top")
    if not pictures:
        axis.text(0.5, -0.5, "none", ha="center")
    axis.set(xlim=(0, columns), ylim=(-ROOM * lines, 0.03))
    return png(figure)


def scaled(picture: np.ndarray, longest: int) -> np.ndarray:
    """Return a picture with a longer side of so many pixels: matplotlib's own scaling takes far longer."""
    height, width = (max(1, round(side * longest / max(picture.shape[:2]))) for side in picture.shape[:2])
    smaller = height < picture.shape[0]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(picture), (width, height), interpolation=how))


def by_class(images: np.ndarray, rows: Mapping[str, Sequence[int]]) -> bytes:
    """Draw a row per class with the first EACH of its images; rows: of `images`, by class."""
    pictures: list[np.ndarray | None] = []
    captions: list[str] = []
    for label, own in rows.items():
        pictures += [images[row] for row in own[:EACH]] + [None] * (EACH - len(own))
        captions += [plain(label, 20)] + [""] * (EACH - 1)
    shown = MOST // EACH
    title = f"the first {shown} of {len(rows):,} classes" if len(rows) > shown else ""
    return gallery(pictures, captions, columns=EACH, title=title)


def mistakes(wrong: pd.DataFrame, names: Sequence[str], images: np.ndarray, **options: Any) -> bytes:
    """Draw mistakes: row (of `images`), class_id, predicted (names by id) and confidence."""
    captions = [
        f"{plain(names[one['class_id']], 18)}\ntaken for {plain(names[one['predicted']], 18)}\n"
        f"{percent(one['confidence'])}"
        for one in wrong.to_dict("records")
    ]
    return gallery([images[row] for row in wrong["row"]], captions, **options)
