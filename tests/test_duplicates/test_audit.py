"""The audit's figures on a case worked by hand."""

import numpy as np
import pytest

from lineup.duplicates import audit
from lineup.duplicates.control import Control
from lineup.duplicates.near_duplicates import Found

LABELS = np.array(["a", "a", "b", "b", "a", "b"])
PARTS = np.array(["train", "test", "train", "test", "validation", "test"])
OFFICIAL = np.array(["train", "test", "train", "test", "train", "test"])
GROUPS = np.array([0, 0, 1, 0, 1, 2])
# 0 and 1 are near, 0 and 3 with another label, 2 and 4 both came from the source's training part.
PAIRS = np.array([[0, 1], [0, 3], [2, 4]])
SCORES = np.array([0.9, 0.95, 0.8])
CONTROL = Control(line=0.8, aligned=True, asked=2000, found=2)
BELOW = np.array([[0, 1], [2, 5], [4, 5], [1, 3]])  # 1 leaks anyway; 5 is nearer to 4 than to 2; two of test
BELOW_SCORES = np.array([0.79, 0.72, 0.75, 0.78])


def found_among(pairs: np.ndarray, scores: np.ndarray) -> Found:
    return Found(pairs, scores, CONTROL, BELOW, BELOW_SCORES)


def leaked(pairs: np.ndarray) -> np.ndarray:
    found = found_among(pairs, np.full(len(pairs), 0.9))
    return audit.near(found, np.isin(PARTS, ("validation", "test")), PARTS == "train")


def test_leaked_are_test_and_validation_images_near_training() -> None:
    assert leaked(PAIRS).tolist() == [False, True, False, True, True, False]


def test_two_test_images_near_each_other_do_not_leak() -> None:
    assert not leaked(np.array([[1, 3]])).any()
    assert not leaked(np.empty((0, 2), int)).any()


def test_a_copy_leaks_through_the_copy_that_stands_for_it() -> None:
    found = found_among(np.array([[1, 2], [1, 3]]), np.ones(2))  # 1, 2 and 3 are equal; 1 is the first
    flags = audit.near(found, PARTS == "test", PARTS == "train")
    assert flags.tolist() == [False, True, False, True, False, False]


def test_summary() -> None:
    figures = audit.summary(
        labels=LABELS,
        parts=PARTS,
        official=OFFICIAL,
        groups=GROUPS,
        found=found_among(PAIRS, SCORES),
        leaks=leaked(PAIRS),
    )
    assert figures == {
        "images": 6,
        "groups": 2,
        "label_conflicts": 2,
        "across_source_splits": 3,
        "test": {"images": 3, "near_duplicates_in_training": 2, "share": 2 / 3, "leaked": 2},
        "validation": {"images": 1, "near_duplicates_in_training": 1, "share": 1.0},
        "classes": {
            "a": {"train": 1, "validation": 1, "test": 1},
            "b": {"train": 1, "validation": 0, "test": 2},
        },
        "pairs": [[1, 0, 0.9], [3, 0, 0.95]],
        "pairs_below": [[5, 4, 0.75]],
        "line": 0.8,
        "aligned": True,
        "control": {
            "pictures": 2000,
            "with_partner": 2,
            "share_at_most": pytest.approx(0.006289, abs=1e-6),
            "test_images_at_most": 1,
        },
    }
