"""No picture grows without bound, however many classes, variants or images there are."""

from collections.abc import Callable

import cv2
import numpy as np
import pandas as pd
import pytest

from lineup.plots import bars, canvas, confusion, curves, gallery

HISTORY = pd.DataFrame({"seed": 0, "epoch": [1, 2], "accuracy": 0.5, "loss": 1.0})
HISTORY = HISTORY.assign(val_accuracy=0.4, val_loss=[1.2, np.nan])
TALL, WIDE = np.zeros((64, 8, 3), np.uint8), np.zeros((8, 64, 3), np.uint8)
SOME: dict[str, Callable[[int], bytes]] = {
    "confusion": lambda n: confusion.confusion(np.eye(n, dtype=int), [f"class {i}" for i in range(n)], "all"),
    "curves": lambda n: curves.curves({f"variant_{i}": HISTORY for i in range(n)}),
    "gallery": lambda n: gallery.gallery([TALL, WIDE] * (n // 2), ["x"] * (n // 2 * 2), columns=10),
    "samples": lambda n: gallery.by_class(WIDE[None], {f"class {i}": [0] * 9 for i in range(n)}),
    "classes": lambda n: bars.classes(
        {f"class {i}": {"train": 3, "validation": 1, "test": 1} for i in range(n)}
    ),
    "accuracies": lambda n: bars.accuracies({f"variant_{i}": [0.5, 0.6] for i in range(n)}, "accuracy"),
}


def shape(content: bytes) -> tuple[int, int]:
    """Return a PNG file's height and width."""
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.shape[0], picture.shape[1]


@pytest.mark.parametrize("name", SOME)
def test_a_thousand_take_no_more_room_than_the_most_that_is_drawn(name: str) -> None:
    height, width = shape(SOME[name](1000))
    assert height * width <= 1.1 * canvas.MOST_PIXELS
    assert max(height, width) <= 16_000


def test_the_same_values_give_the_same_bytes() -> None:
    assert SOME["confusion"](4) == SOME["confusion"](4)


def test_a_wrong_answer_and_its_place_can_be_seen_among_a_thousand() -> None:
    matrix = 5 * np.eye(1000, dtype=int)
    matrix[700, 100:120] = 5
    content = confusion.confusion(matrix, [str(i) for i in range(1000)])
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    rows, columns = np.nonzero(picture < 200)
    below = (rows - rows.min()) / np.ptp(rows) - (columns - columns.min()) / np.ptp(columns) > 0.5
    assert below.any()  # dark, far from the diagonal


def test_more_pixels_than_are_allowed_are_drawn_with_fewer_dots() -> None:
    assert canvas.canvas(5, 4).dpi == canvas.DOTS_PER_INCH
    figure = canvas.canvas(100, 50)
    assert figure.dpi**2 * 5000 == pytest.approx(canvas.MOST_PIXELS)


def test_nothing_to_show_is_said() -> None:
    none, some = gallery.gallery([], []), gallery.gallery([TALL], ["one"])
    assert none != some
    assert none == gallery.mistakes(
        pd.DataFrame(columns=["row", "class_id", "predicted", "confidence"]), [], WIDE[None]
    )


def test_texts_stay_short_and_are_no_mathematics() -> None:
    assert canvas.plain("$a$ " + "b" * 40, 10) == r"\$a\$ bbbbb…"
