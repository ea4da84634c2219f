"""Costs in the report: what is drawn, what is said of costs that nobody measured, how they are worded."""

import contextlib
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lineup import words
from lineup.report import axes, content, figures
from stages import compare
from tests.synthetic import make_study

ADDED = ["multiply_accumulates", "model_bytes"]


def ranking(**columns: list[float | None]) -> pd.DataFrame:
    """Return three variants, best first, with these costs."""
    table = {"variant": ["best", "middle", "last"], "ranking_accuracy": [0.9, 0.8, 0.7]}
    table |= {"parameters": [300, 200, 100], "training_seconds_mean": [9.0, 20, 5], "features_seconds": 0.0}
    table |= {"multiply_accumulates": [None] * 3, "latency_1_seconds": [np.nan] * 3, **columns}
    return pd.DataFrame(table).astype({"multiply_accumulates": "Int64"})


def test_a_figure_for_each_known_cost() -> None:
    found = content.costs(ranking(latency_1_seconds=[0.002, np.nan, 0.001], multiply_accumulates=[0, 0, 0]))
    assert [cost["title"] for cost in found] == ["parameters", "training time", "latency"]
    assert [cost["figure"]["front"] for cost in found] == [
        ["last", "middle", "best"],
        ["last", "best"],
        ["last", "best"],
    ]
    assert [cost["left_out"] for cost in found] == [[], [], ["middle"]]
    assert [point["text"] for point in found[2]["figure"]["points"]] == [
        "best: 90.0%, 2 ms",
        "last: 70.0%, 1 ms",
    ]


def test_trainings_of_an_earlier_lineup_get_dashes(tmp_path: Path) -> None:
    make_study(tmp_path, {"cnn": 0.8, "transfer": 0.9}, seeds=(0,), images=200)
    for path in (tmp_path / "data/models/cnn").glob("*/cost.json"):
        cost = json.loads(path.read_text())
        path.write_text(json.dumps({key: cost[key] for key in cost if key not in ADDED}))
    with contextlib.chdir(tmp_path):
        compare.main()
    html = (tmp_path / "data/report/report.html").read_text()
    section = html[html.index('<section id="costs"') : html.index('<section id="curves"')]
    row = re.search(r'<th scope="row" class="short">cnn</th>(.*?)</tr>', section, re.S)
    assert row
    texts = re.findall(r"<td[^>]*>(.*?)</td>", row[1])
    assert texts[2:4] == [words.DASH] * 2
    assert section.count("Not known of cnn.") == 1
    table = pd.read_csv(tmp_path / "data/report/comparison.csv").set_index("variant")
    assert table.loc["cnn", ADDED].isna().all()
    assert table.loc["transfer", ADDED].notna().all()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.000432, "0.432 ms"), (0.0123, "12.3 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (None, words.DASH)],
)
def test_latency_in_words(seconds: float | None, expected: str) -> None:
    assert words.latency(seconds) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(512, "512 B"), (17_100, "17.1 kB"), (1_234_000_000, "1.23 GB"), (None, words.DASH)],
)
def test_bytes_in_words(number: int | None, expected: str) -> None:
    assert words.size(number) == expected


def test_good_variants_stay_apart_beside_a_bad_one() -> None:
    table = ranking().assign(ranking_accuracy=[0.96, 0.92, 0.36])
    figure = content.costs(table)[0]["figure"]
    heights = [point["y"] for point in figure["points"]]
    assert heights[1] - heights[0] == pytest.approx(
        (heights[2] - heights[1]) / 3, abs=0.1
    )  # a doubling, three
    assert [(mark["text"], round(mark["at"])) for mark in figure["y"]] == [
        ("95%", 15),
        ("90%", 37),
        ("80%", 59),
        ("50%", 88),
    ]


def test_accuracies_that_hardly_differ_and_one_without_an_error_have_marks() -> None:
    near = content.costs(ranking().assign(ranking_accuracy=[0.9502, 0.9501, 0.9500]))[0]["figure"]
    assert len(near["y"]) >= 2
    assert all(0 <= mark["at"] <= 100 for mark in near["y"])
    perfect = content.costs(ranking().assign(ranking_accuracy=[1.0, 0.9, 0.0]))[0]["figure"]
    assert perfect["points"][0]["text"].split(",")[0] == "best: 100.0%"
    assert all(0 <= point["y"] <= 100 for point in perfect["points"])


def test_no_error_has_its_own_height_and_mark() -> None:
    best = pd.DataFrame({"variant": ["a", "b", "c"], "ranking_accuracy": [1.0, 0.998, 0.9]})
    chart = figures.scatter(best, pd.Series([1.0, 2.0, 3.0]), str, axes.time_ticks)
    heights = {point["variant"]: point["y"] for point in chart["points"]}
    marks = {mark["text"]: mark["at"] for mark in chart["y"]}
    assert heights["a"] == marks["100%"] < marks["99.7%"]
    assert heights["a"] < heights["b"] < marks["99.7%"] < heights["c"]
    alone = figures.scatter(best[:1], pd.Series([1.0]), str, axes.time_ticks)
    assert [mark["text"] for mark in alone["y"]] == ["100%"]
