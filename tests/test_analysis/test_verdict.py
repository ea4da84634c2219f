"""The verdict on a study: intervals, who is told apart from the leader, all pairs."""

from pathlib import Path

import pandas as pd

from stages.analysis import results
from stages.analysis.statistics import accuracy_interval
from stages.analysis.verdict import verdict
from tests.synthetic import make_study


def test_the_better_is_told_apart_and_the_twin_is_not(tmp_path: Path) -> None:
    make_study(tmp_path, {"good": 0.9, "twin": 0.9, "bad": 0.6}, seeds=(0, 1, 2), images=1500)
    names = ["good", "twin", "bad"]
    predictions = results.read_predictions(tmp_path / "data/results", names)
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    found = verdict(predictions, split, names)
    assert found.indistinguishable == ["twin"]
    told = {frozenset((pair["first"], pair["second"])): pair["better"] for pair in found.pairs}
    assert told == {
        frozenset(("good", "twin")): None,
        frozenset(("good", "bad")): "good",
        frozenset(("twin", "bad")): "twin",
    }
    hits = results.correctness(predictions, "good")
    groups = split.loc[hits.index, "group"].to_numpy()
    alone = accuracy_interval(hits.to_numpy(dtype=float).T, groups)
    assert found.intervals["good"] == (alone.low, alone.high)


def test_one_variant_has_an_interval_and_no_pair(tmp_path: Path) -> None:
    make_study(tmp_path, {"only": 0.8}, seeds=(0,), images=200)
    predictions = results.read_predictions(tmp_path / "data/results", ["only"])
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    found = verdict(predictions, split, ["only"])
    assert (found.indistinguishable, found.pairs) == ([], [])
    assert 0 < found.intervals["only"][0] < found.intervals["only"][1] < 1
