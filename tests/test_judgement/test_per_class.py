"""Confusion matrix, figures per class and confused pairs against scikit-learn and cases worked by hand."""

import numpy as np
import pytest
from sklearn import metrics

from lineup.judgement import per_class
from lineup.judgement.per_class import Pair
from lineup.report import matrices
from lineup.report.by_variant import figures


@pytest.fixture
def answers() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    truth = generator.integers(0, 7, 500)
    predicted = np.where(
        generator.random(500) < 0.7, truth, generator.integers(0, 6, 500)
    )  # 6 is seldom said
    return truth, predicted


def test_confusion_matrix_is_scikit_learns(answers: tuple[np.ndarray, np.ndarray]) -> None:
    expected = metrics.confusion_matrix(*answers, labels=np.arange(9))  # classes 7 and 8 never occur
    np.testing.assert_array_equal(per_class.confusion(*answers, 9), expected)


def test_class_report_is_scikit_learns(answers: tuple[np.ndarray, np.ndarray]) -> None:
    names = list("abcdefghi")
    report = per_class.class_report(*answers, names)
    expected = metrics.precision_recall_fscore_support(*answers, labels=np.arange(9), zero_division=0)
    table = report[["precision", "recall", "f1", "support"]].to_numpy()
    np.testing.assert_allclose(table[:7], np.array(expected).T[:7])
    assert np.isnan(table[7:, :3]).all()
    assert list(report["label"]) == names


def test_nothing_is_said_of_a_class_without_test_images() -> None:
    report = per_class.class_report(np.array([0, 0, 1]), np.array([0, 2, 1]), ["cat", "dog", "mouse"])
    assert report.iloc[0].tolist() == ["cat", 1.0, 0.5, pytest.approx(2 / 3), 2]
    assert report.iloc[2].isna().tolist() == [False, True, True, True, False]
    assert figures(report) == [[1000, 500, 667], [1000, 1000, 1000], []]


def test_confused_pairs_by_hand() -> None:
    matrix = np.array([[8, 1, 1], [4, 5, 1], [0, 0, 10]])
    pairs = per_class.confused_pairs(matrix, most=2)
    assert pairs == [Pair(1, 0, mistakes=5, share=5 / 20), Pair(0, 2, mistakes=1, share=1 / 20)]
    assert per_class.confused_pairs(np.diag([3, 4]), most=5) == []


def test_most_confused_classes_by_hand() -> None:
    matrix = np.array([[9, 1, 0, 0], [0, 9, 0, 0], [0, 0, 5, 5], [0, 0, 2, 8]])
    assert per_class.most_confused(matrix, 2).tolist() == [2, 3]
    assert per_class.most_confused(matrix, 3).tolist() == [0, 2, 3]  # of equals the first


def test_matrix_table_by_hand() -> None:
    table = matrices.table(np.array([[9, 1], [0, 0]]), ["a", "b"])
    assert table["columns"] == ["a", "b"]
    assert table["rows"][0] == {
        "name": "a",
        "cells": [
            {"count": 9, "share": "90", "level": 9, "hit": True, "key": ""},
            {"count": 1, "share": "10", "level": 8, "hit": False, "key": "0-1"},
        ],
    }
    assert [cell["share"] for cell in table["rows"][1]["cells"]] == [
        "0",
        "0",
    ]  # no test image: no division by 0
    assert table["alt"] == "90.0% of the answers are on the diagonal"


def test_many_classes_show_the_confused_ones() -> None:
    matrix = np.diag(np.full(40, 10))
    matrix[35, 36] = 4
    table = matrices.table(matrix, [f"class {i}" for i in range(40)])
    assert not table["whole"]
    assert len(table["rows"]) == 20
    assert {"class 35", "class 36"} <= set(table["columns"])
