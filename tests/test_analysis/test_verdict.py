"""The verdict on a study: intervals, who is told apart from the leader, all pairs."""

from pathlib import Path

import pandas as pd
import pytest

from stages.analysis import results
from stages.analysis.statistics import accuracy_interval, compare_pairs, holm
from stages.analysis.verdict import leak_free, verdict
from tests.synthetic import make_study


def test_the_better_is_told_apart_and_the_twin_is_not(tmp_path: Path) -> None:
    make_study(tmp_path, {"good": 0.9, "twin": 0.9, "bad": 0.6}, seeds=(0, 1, 2), images=1500)
    names = ["good", "twin", "bad"]
    predictions = results.read_predictions(tmp_path / "data/results", names)
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    found = verdict(predictions, split, dict.fromkeys(names))
    assert found.indistinguishable == ["twin"]
    assert {pair["images"] for pair in found.pairs} == {(split["split"] == "test").sum()}
    told = {frozenset((pair["first"], pair["second"])): pair["better"] for pair in found.pairs}
    assert told == {
        frozenset(("good", "twin")): None,
        frozenset(("good", "bad")): "good",
        frozenset(("twin", "bad")): "twin",
    }
    hits = results.correctness(predictions, "good")
    groups = split.loc[hits.index, "group"].to_numpy()
    alone = accuracy_interval(hits.to_numpy(dtype=float).T, groups)
    assert found.intervals["good"] == found.ranking_intervals["good"] == (alone.low, alone.high)


def test_one_variant_has_an_interval_and_no_pair(tmp_path: Path) -> None:
    make_study(tmp_path, {"only": 0.8}, seeds=(0,), images=200)
    predictions = results.read_predictions(tmp_path / "data/results", ["only"])
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    found = verdict(predictions, split, {"only": None})
    assert (found.indistinguishable, found.pairs) == ([], [])
    assert 0 < found.intervals["only"][0] < found.intervals["only"][1] < 1


def test_pairs_are_compared_on_the_images_that_neither_has_seen(tmp_path: Path) -> None:
    make_study(
        tmp_path, {"a": 0.9, "b": 0.8, "clean": 0.7, "clean_twin": 0.7}, seeds=(0, 1), images=2000, leaked=0.6
    )
    names = ["a", "b", "clean", "clean_twin"]
    predictions = results.read_predictions(tmp_path / "data/results", names)
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    split = split.rename_axis(None)
    without = split.assign(leaked=False)
    seen = {"a": split, "b": split, "clean": without, "clean_twin": without}
    rows = leak_free(split, seen)
    everything, some = split.index[split["split"] == "test"], split.index[~split["leaked"]]
    some = some.intersection(everything)
    assert list(rows["clean"]) == list(everything)
    assert list(rows["a"]) == list(some)
    found = verdict(predictions, split, rows)
    assert [(pair["first"], pair["second"], pair["images"]) for pair in found.pairs] == [
        ("a", "b", len(some)),
        ("a", "clean", len(some)),
        ("a", "clean_twin", len(some)),
        ("b", "clean", len(some)),
        ("b", "clean_twin", len(some)),
        ("clean", "clean_twin", len(everything)),
    ]
    assert 100 < len(some) < len(everything)
    expected = []
    for pair in found.pairs:
        part = some if pair["images"] == len(some) else everything
        hits = {
            name: results.correctness(predictions, name).loc[part].to_numpy(dtype=float).T
            for name in (pair["first"], pair["second"])
        }
        (alone,) = compare_pairs(hits, split.loc[part, "group"].to_numpy())
        assert (pair["difference"], pair["p_value"]) == pytest.approx((alone.difference, alone.p_value))
        expected.append(alone.p_value)
    assert [pair["p_holm"] for pair in found.pairs] == pytest.approx(holm(expected))
    own = results.correctness(predictions, "a")
    of_a = accuracy_interval(own.loc[some].to_numpy(dtype=float).T, split.loc[some, "group"].to_numpy())
    assert found.ranking_intervals["a"] == (of_a.low, of_a.high)
    assert found.intervals["a"] != found.ranking_intervals["a"]


def test_too_few_common_images_compare_nothing(tmp_path: Path) -> None:
    make_study(tmp_path, {"leaky": 0.9, "clean": 0.5, "worse": 0.2}, seeds=(0,), images=1000)
    predictions = results.read_predictions(tmp_path / "data/results", ["leaky", "clean", "worse"])
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    rows = split.index[split["split"] == "test"]
    found = verdict(predictions, split, {"clean": rows, "worse": rows, "leaky": rows[:99]})
    assert [(pair["first"], pair["second"], pair["better"]) for pair in found.pairs] == [
        ("clean", "worse", "clean")
    ]
    assert found.indistinguishable == ["leaky"]
