"""Class by class for each variant in front, and the pictures of the cells of its matrix."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup.judgement import best
from lineup.report import by_variant

CLASSES = ["cat", "dog", "owl"]


def study(images: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return predictions of two variants and the split: the first errs on owls alone, the second always."""
    rows = np.arange(images)
    split = pd.DataFrame({"row": rows, "class_id": rows % 3, "group": rows, "split": "test"}, index=rows)
    split["label"] = [CLASSES[row % 3] for row in rows]
    split["path"] = [f"{row}.png" for row in rows]
    tables = []
    for variant, predicted in (("one", np.where(rows % 3 == 2, 0, rows % 3)), ("two", (rows + 1) % 3)):
        table = pd.DataFrame({"variant": variant, "row": rows, "seed": 0, "class_id": rows % 3})
        tables.append(table.assign(predicted=predicted, confidence=0.9, position=rows))
    return pd.concat(tables, ignore_index=True), split


def section(images: int) -> dict[str, Any]:
    predictions, split = study(images)
    pixels = np.zeros((images, 8, 8, 3), np.uint8)
    front = [best.of(name, predictions, split) for name in ("one", "two")]
    return by_variant.section(front, pixels, split)


def test_each_cell_has_its_first_pictures() -> None:
    found = section(30)
    assert [one["variant"] for one in found["variants"]] == ["one", "two"]
    cells = found["cells"]
    assert cells["of"] == {
        "one": {"2-0": [2, 5, 8, 11]},
        "two": {"0-1": [0, 3, 6, 9], "1-2": [1, 4, 7, 10], "2-0": [2, 5, 8, 11]},
    }
    pictures = cells["pictures"]
    assert sorted(map(int, pictures)) == list(range(12))
    assert pictures["5"]["label"] == "owl"
    assert pictures["5"]["path"] == "5.png"


def test_a_full_page_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_variant, "OF_PAGE", 9)
    cells = section(30)["cells"]
    assert cells["of"] == {"one": {"2-0": [2, 5, 8, 11]}, "two": {"0-1": [0, 3, 6, 9]}}
    assert len(cells["pictures"]) == 8


def test_of_very_many_classes_only_the_first_variant_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_variant, "FEW_CLASSES", 2)
    found = section(30)
    assert [one["variant"] for one in found["variants"]] == ["one"]
    assert list(found["cells"]["of"]) == ["one"]
