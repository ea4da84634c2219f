"""Class by class for each variant in front, its galleries, and the pictures of the cells of its matrix."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup.inference.results import PROBABILITIES
from lineup.judgement import best
from lineup.report import by_variant
from lineup.report.pictures import data_uri
from lineup.report.store import Store

CLASSES = ["cat", "dog", "owl"]


def study(images: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return predictions of two variants and the split: the first errs on owls alone, the second always."""
    rows = np.arange(images)
    split = pd.DataFrame(
        {"row": rows, "class_id": rows % 3, "group": rows, "split": "test", "leaked": False}, index=rows
    )
    split["label"] = [CLASSES[row % 3] for row in rows]
    split["path"] = [f"{row}.png" for row in rows]
    tables = []
    for variant, predicted in (("one", np.where(rows % 3 == 2, 0, rows % 3)), ("two", (rows + 1) % 3)):
        table = pd.DataFrame({"variant": variant, "row": rows, "seed": 0, "class_id": rows % 3})
        tables.append(table.assign(predicted=predicted, confidence=0.9, position=rows))
    return pd.concat(tables, ignore_index=True), split


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return data/results of both variants."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / PROBABILITIES, np.full((30, 3), 0.25, np.float32))
    return tmp_path


def section(results: Path) -> dict[str, Any]:
    predictions, split = study(30)
    pixels = np.zeros((30, 8, 8, 3), np.uint8)
    front = [best.of(name, predictions, split) for name in ("one", "two")]
    return by_variant.section(front, results, pixels, split)


def test_each_cell_has_its_first_pictures(results: Path) -> None:
    found = section(results)
    assert [one["variant"] for one in found["variants"]] == ["one", "two"]
    chosen = found["chosen"]
    assert chosen["of"] == {
        "one": {"2-0": [2, 5, 8, 11]},
        "two": {"0-1": [0, 3, 6, 9], "1-2": [1, 4, 7, 10], "2-0": [2, 5, 8, 11]},
    }
    pictures = chosen["pictures"]
    assert set(range(12)) <= set(map(int, pictures))
    assert pictures["5"]["label"] == "owl"
    assert pictures["5"]["path"] == "5.png"
    assert not found["left_out"]


def test_the_others_galleries_are_smaller_and_their_pictures_stand_once(results: Path) -> None:
    first, second = (found := section(results))["variants"]
    assert len(first["mistakes"]) == 10
    assert all(card["src"].startswith("data:image/webp;base64,") for card in first["mistakes"])
    assert len(second["mistakes"]) == 12
    assert second["hits"] == []
    ways = [
        (way["from"], way["to"], len(way["cards"])) for pair in second["confused"] for way in pair["ways"]
    ]
    assert sorted(ways) == [("cat", "dog", 2), ("dog", "owl", 2), ("owl", "cat", 2)]
    assert {card["src"] for card in second["mistakes"]} == {""}
    assert {card["row"] for card in second["mistakes"]} <= set(map(int, found["chosen"]["pictures"]))


def test_figures_and_matrices_of_all_are_there_to_be_chosen(results: Path) -> None:
    chosen = section(results)["chosen"]
    assert chosen["figures"]["one"] == [[500, 1000, 667], [1000, 1000, 1000], [0, 0, 0]]
    assert chosen["figures"]["two"] == [[0, 0, 0]] * 3
    two = chosen["matrices"]["two"]
    assert two["names"] == CLASSES
    assert two["alt"] == "0.0% of the answers are on the diagonal"
    assert [cell[:4] + cell[5:] for cell in two["cells"]] == [
        [0, 1, 10, "100", "0-1"],
        [1, 2, 10, "100", "1-2"],
        [2, 0, 10, "100", "2-0"],
    ]


def test_a_full_page_takes_no_more_and_says_so(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(data_uri(np.zeros((8, 8, 3), np.uint8)))
    monkeypatch.setattr(by_variant, "Store", lambda pixels: Store(pixels, 5 * size))
    found = section(results)
    assert len(found["chosen"]["pictures"]) == 5
    assert found["left_out"]
    assert len(found["variants"][0]["mistakes"]) == 10  # the variant in front has its pictures in any case
    assert len(found["variants"][1]["mistakes"]) == 5
    assert found["chosen"]["of"] == {"one": {}, "two": {}}
