"""The verdict on a study: intervals, who is told apart from the leader, all pairs."""

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lineup.judgement import measured
from lineup.judgement.statistics.accuracy import accuracy_interval
from lineup.judgement.statistics.pairs import compare_pairs, holm
from lineup.judgement.verdict import correctness, pairs, ranked_on, verdict
from tests.synthetic import make_study


def test_the_better_is_told_apart_and_the_twin_is_not(tmp_path: Path) -> None:
    make_study(tmp_path, {"good": 0.9, "twin": 0.9, "bad": 0.6}, seeds=(0, 1, 2), images=1500)
    names = ["good", "twin", "bad"]
    predictions = measured.read(tmp_path / "data", names, []).predictions
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    found = verdict(predictions, split, dict.fromkeys(names))
    assert (found.indistinguishable, found.untested) == (["twin"], [])
    assert {pair["images"] for pair in found.pairs} == {(split["split"] == "test").sum()}
    told = {frozenset((pair["first"], pair["second"])): pair["better"] for pair in found.pairs}
    assert told == {
        frozenset(("good", "twin")): None,
        frozenset(("good", "bad")): "good",
        frozenset(("twin", "bad")): "twin",
    }
    hits = correctness(predictions, "good")
    groups = split.loc[hits.index, "group"].to_numpy()
    alone = accuracy_interval(hits.to_numpy(dtype=float).T, groups)
    assert found.intervals["good"] == found.ranking_intervals["good"] == (alone.low, alone.high)


def test_one_variant_has_an_interval_and_no_pair(tmp_path: Path) -> None:
    make_study(tmp_path, {"only": 0.8}, seeds=(0,), images=200)
    predictions = measured.read(tmp_path / "data", ["only"], []).predictions
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    found = verdict(predictions, split, {"only": None})
    assert (found.indistinguishable, found.pairs) == ([], [])
    assert 0 < found.intervals["only"][0] < found.intervals["only"][1] < 1


def test_pairs_are_compared_on_the_images_that_neither_has_seen(tmp_path: Path) -> None:
    make_study(
        tmp_path, {"a": 0.9, "b": 0.8, "clean": 0.7, "clean_twin": 0.7}, seeds=(0, 1), images=2000, leaked=0.6
    )
    names = ["a", "b", "clean", "clean_twin"]
    predictions = measured.read(tmp_path / "data", names, []).predictions
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    trained_without = predictions["variant"].isin(["clean", "clean_twin"])
    predictions["leaked"] &= ~trained_without
    ranking = pd.DataFrame({"variant": names, "ranked_by": "test_accuracy_leak_free"})
    rows = ranked_on(predictions, ranking)
    everything, some = split.index[split["split"] == "test"], split.index[~split["leaked"]]
    some = some.intersection(everything)
    assert rows["clean"] is not None
    assert rows["a"] is not None
    assert list(rows["clean"]) == list(everything)
    assert list(rows["a"]) == list(some)
    assert ranked_on(predictions, ranking.assign(ranked_by="test_accuracy")) == dict.fromkeys(names)
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
            name: correctness(predictions, name).loc[part].to_numpy(dtype=float).T
            for name in (pair["first"], pair["second"])
        }
        (alone,) = compare_pairs(hits, split.loc[part, "group"].to_numpy())
        assert (pair["difference"], pair["p_value"]) == pytest.approx((alone.difference, alone.p_value))
        expected.append(alone.p_value)
    assert [pair["p_holm"] for pair in found.pairs] == pytest.approx(holm(expected))
    own = correctness(predictions, "a")
    of_a = accuracy_interval(own.loc[some].to_numpy(dtype=float).T, split.loc[some, "group"].to_numpy())
    assert found.ranking_intervals["a"] == (of_a.low, of_a.high)
    assert found.intervals["a"] != found.ranking_intervals["a"]


def test_too_few_common_images_compare_nothing(tmp_path: Path) -> None:
    make_study(tmp_path, {"leaky": 0.9, "clean": 0.5, "worse": 0.2}, seeds=(0,), images=1000)
    predictions = measured.read(tmp_path / "data", ["leaky", "clean", "worse"], []).predictions
    split = pd.read_parquet(tmp_path / "data/split/split.parquet").set_index("row", drop=False)
    rows = split.index[split["split"] == "test"]
    found = verdict(predictions, split, {"clean": rows, "worse": rows, "leaky": rows[:99]})
    assert [(pair["first"], pair["second"], pair["better"]) for pair in found.pairs] == [
        ("clean", "worse", "clean")
    ]
    assert (found.indistinguishable, found.untested) == ([], ["leaky"])


def judged(correct: dict[str, np.ndarray]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return predictions and split of images alone in their group; correct: name to bool (seeds, images)."""
    parts = [
        pd.DataFrame(
            {"variant": name, "seed": seed, "row": range(len(row)), "class_id": 0, "predicted": ~row}
        )
        for name, rows in correct.items()
        for seed, row in enumerate(rows)
    ]
    images = len(next(iter(correct.values()))[0])
    return pd.concat(parts).astype({"predicted": int}), pd.DataFrame({"group": range(images)})


def test_only_what_the_data_tell_apart_is_ordered() -> None:
    generator = np.random.default_rng(2)
    hard = generator.random(2000)
    accuracy = {"b": 0.90, "poor": 0.5, "a": 0.907, "middling": 0.8}
    correct = {k: (0.5 * hard + 0.5 * generator.random((3, 2000))) < share for k, share in accuracy.items()}
    assert sorted(correct, key=lambda name: -correct[name].mean()) == ["a", "b", "middling", "poor"]
    found = verdict(*judged(correct), dict.fromkeys(["a", "b", "middling", "poor"]))
    assert found.indistinguishable == ["b"]
    better = [(pair["better"], pair["second"]) for pair in found.pairs if pair["better"]]
    assert set(better) == {
        ("a", "middling"), ("a", "poor"), ("b", "middling"), ("b", "poor"), ("middling", "poor"),
    }  # fmt: skip


def test_twenty_variants_take_seconds_and_little_memory() -> None:
    generator = np.random.default_rng(0)
    hits = {f"v{k}": pd.DataFrame(generator.random((10_000, 3)) < 0.9) for k in range(20)}
    rows = {name: table.index for name, table in hits.items()}
    groups = pd.Series(np.arange(10_000) // 2)
    start = time.perf_counter()
    found = pairs(hits, rows, groups)
    seconds = time.perf_counter() - start
    tracemalloc.start()
    pairs(hits, rows, groups)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 190
    assert seconds < 10
    assert peak < 200e6
