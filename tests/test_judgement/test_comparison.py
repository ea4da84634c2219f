"""The table of variants, its order, and the Pareto front, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from lineup.inference import latency
from lineup.judgement import comparison, measured
from lineup.report import axes, figures


def trainings(rows: list[tuple[str, int, float, float]]) -> pd.DataFrame:
    """Return trainings of variant, seed, test accuracy, validation accuracy; the rest as constants."""
    table = pd.DataFrame(rows, columns=["variant", "seed", "test_accuracy", "val_accuracy"])
    numbers = [*measured.METRICS, *measured.COSTS, *latency.SECONDS]
    numbers += ["train_accuracy", "epochs", "best_epoch"]
    constants: dict[str, float | str] = dict.fromkeys(numbers, 2.0)
    constants |= {"device": "CPU", "latency_device": "CPU"}
    return table.assign(**{key: value for key, value in constants.items() if key not in table})


def test_mean_and_sample_deviation() -> None:
    table = comparison.compare(
        trainings([("b", 0, 0.5, 0.5), ("b", 1, 0.7, 0.5), ("a", 0, 0.9, 0.9)]), {"a": {"test_accuracy": 0.8}}
    )
    assert list(table["variant"]) == ["b", "a"]
    assert list(table["seeds"]) == [2, 1]
    assert table["test_accuracy_mean"].tolist() == pytest.approx([0.6, 0.9])
    assert table["test_accuracy_std"].tolist() == pytest.approx([0.1 * 2**0.5, np.nan], nan_ok=True)
    assert table["reported_test_accuracy"].tolist() == pytest.approx([np.nan, 0.8], nan_ok=True)


def test_training_accuracy_is_that_of_the_last_epoch() -> None:
    histories = pd.DataFrame(
        {
            "variant": ["b", "b", "b", "b", "a"],
            "seed": [0, 0, 1, 1, 0],
            "epoch": [2, 1, 1, 2, 1],
            "accuracy": [0.9, 0.5, 0.6, 0.8, 0.7],
        }
    )
    rows = trainings([("b", 0, 0.5, 0.5), ("b", 1, 0.7, 0.5), ("a", 0, 0.9, 0.9)]).drop(
        columns="train_accuracy"
    )
    found = measured.with_training_accuracy(rows, histories)
    assert found["train_accuracy"].tolist() == [0.9, 0.8, 0.7]
    assert comparison.compare(found, {})["train_accuracy_mean"].tolist() == pytest.approx([0.85, 0.7])


def test_order_is_by_test_then_validation_then_as_given() -> None:
    rows = [("a", 0, 0.5, 0.5), ("b", 0, 0.9, 0.5), ("c", 0, 0.9, 0.6), ("d", 0, 0.9, 0.6)]
    assert list(comparison.ranked(comparison.compare(trainings(rows), {}), 2)["variant"]) == [
        "c",
        "d",
        "b",
        "a",
    ]


@pytest.mark.parametrize(
    ("clean", "order", "figure"),
    [
        ({"a": 500, "b": 500}, ["a", "b"], "test_accuracy"),  # nothing leaks
        ({"a": 200, "b": 200}, ["b", "a"], "test_accuracy_leak_free"),
        ({"a": 200, "b": 500}, ["b", "a"], "test_accuracy_leak_free"),  # b was trained without leaks
        ({"a": 99, "b": 99}, ["a", "b"], "test_accuracy"),  # too few to rank by
        ({"a": 500, "b": 99}, ["a", "b"], "test_accuracy_leak_free"),  # b's few rank nothing
    ],
)
def test_images_without_leaks_rank_where_there_are_enough(
    clean: dict[str, int], order: list[str], figure: str
) -> None:
    table = trainings([("a", 0, 0.9, 0.5), ("b", 0, 0.8, 0.5)]).assign(
        test_accuracy_leak_free=[0.6, 0.7], test_accuracy_leak_free_n=list(clean.values())
    )
    found = comparison.ranked(comparison.compare(table, {}), 500)
    assert list(found["variant"]) == order
    assert set(found["ranked_by"]) == {figure}
    accuracy = {"test_accuracy": {"a": 0.9, "b": 0.8}, "test_accuracy_leak_free": {"a": 0.6, "b": 0.7}}
    assert dict(zip(found["variant"], found["ranking_accuracy"], strict=True)) == accuracy[figure]
    images = clean if figure == "test_accuracy_leak_free" else {"a": 500, "b": 500}
    assert dict(zip(found["variant"], found["ranking_images"], strict=True)) == images


def test_pareto_front_by_hand() -> None:
    cost, value = np.array([1.0, 2, 2, 3, 4, 1]), np.array([0.5, 0.7, 0.6, 0.7, 0.9, 0.5])
    assert comparison.pareto_front(cost, value).tolist() == [True, True, False, False, True, True]


def test_names_beside_points_never_collide() -> None:
    points = [{"variant": f"variant_{i}", "x": 50.0 + i, "y": 50.0, "front": i == 0} for i in range(9)]
    figures.label(points)
    assert points[0]["anchor"] == "middle"  # the front's name comes first, in the best place
    assert any(point["anchor"] == "" for point in points)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0.89, 0.93, [0.89, 0.9, 0.91, 0.92, 0.93]), (0.5, 0.5, [0.5])],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert axes.ticks(low, high) == expected


def test_logarithmic_ticks_are_round() -> None:
    assert axes.log_ticks(900, 120_000) == [1000, 3000, 10_000, 30_000, 100_000]
    assert axes.log_ticks(40, 300) == [50, 100, 200]
    assert axes.time_ticks(8, 100) == [10, 20, 30, 60]
