"""The summary's sentences, whole, in the situations that a study can end in."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from stages.analysis import comparison, findings, summary, words
from tests.test_analysis.test_comparison import trainings


def ranking(**accuracies: list[float]) -> pd.DataFrame:
    """Return the ranked comparison of variants with these accuracies, one a seed, on test and validation."""
    rows = [
        (name, seed, value, value) for name, part in accuracies.items() for seed, value in enumerate(part)
    ]
    return comparison.ranked(comparison.compare(trainings(rows), {}))


def ranges(**accuracies: list[float]) -> dict[str, tuple[float, float]]:
    return {name: (min(part), max(part)) for name, part in accuracies.items()}


def audit(images: int, leaked: int) -> dict[str, Any]:
    return {"test": {"images": images, "near_duplicates_in_training": leaked, "share": leaked / images}}


def test_lead_with_several_seeds() -> None:
    table = ranking(cnn=[0.9, 0.92], other=[0.8, 0.8])
    assert summary.lead(table, 1000, {}) == (
        "cnn has the highest test accuracy: 91.0% of 1,000 test images"
        " (mean of 2 seeds, standard deviation 1.4 points)."
    )


def test_lead_with_one_seed_one_variant_a_tie_and_an_interval() -> None:
    assert summary.lead(ranking(cnn=[0.9], other=[0.8]), 1, {}) == (
        "cnn has the highest test accuracy: 90.0% of 1 test image (one seed)."
    )
    assert summary.lead(ranking(cnn=[0.9]), 50, {}) == "cnn gets 90.0% of 50 test images right (one seed)."
    assert summary.lead(ranking(a=[0.9], b=[0.9], c=[0.8]), 50, {}) == (
        "a and b share the highest test accuracy: 90.0% of 50 test images."
    )
    assert summary.lead(ranking(a=[0.9, 0.9], b=[0.8, 0.8]), 50, {"a": (0.853, 0.934)}) == (
        "a has the highest test accuracy: 90.0% of 50 test images (95% interval 85.3% to 93.4%, 2 seeds)."
    )


@pytest.mark.parametrize(
    ("accuracies", "expected"),
    [
        ({"a": [0.9, 0.92]}, "There is no other variant to compare it with."),
        (
            {"a": [0.9], "b": [0.5]},
            "With one seed a variant, nothing shows how much of a difference is chance.",
        ),
        (
            {"a": [0.88, 0.92], "b": [0.86, 0.89], "c": [0.88, 0.88], "d": [0.5, 0.6]},
            "The figures do not separate it from c and b: the ranges of their seeds overlap.",
        ),
        (
            {"a": [0.9, 0.92], "b": [0.8, 0.89]},
            "All its seeds lie above those of every other variant; a test for chance was not made.",
        ),
    ],
)
def test_certainty_without_tests(accuracies: dict[str, list[float]], expected: str) -> None:
    assert summary.certainty(ranking(**accuracies), ranges(**accuracies), None) == expected


def test_certainty_with_tests() -> None:
    accuracies = {"a": [0.9, 0.92], "b": [0.8, 0.89], "c": [0.7, 0.7]}
    assert summary.certainty(ranking(**accuracies), ranges(**accuracies), ["b"]) == (
        "Paired tests, corrected for the number of pairs, cannot tell a apart from b."
    )
    assert summary.certainty(ranking(**accuracies), ranges(**accuracies), []) == (
        "Paired tests, corrected for the number of pairs, tell a apart from all others."
    )


def test_choice_rests_on_validation() -> None:
    same = ranking(a=[0.9], b=[0.8])
    assert summary.choice(same) == "Validation accuracy, on which a choice should rest, points to a too."
    other = same.assign(val_accuracy_mean=[0.85, 0.87])
    assert summary.choice(other) == (
        "Validation accuracy, on which a choice should rest, points to b instead (87.0% against 85.0%)."
    )
    assert summary.choice(ranking(a=[0.9])) == ""


def test_leaks() -> None:
    table = ranking(a=[0.9], b=[0.8]).assign(test_accuracy_leak_free_mean=[0.7, 0.75])

    def left(count: int) -> pd.DataFrame:
        return table.assign(test_accuracy_leak_free_n=count)

    assert summary.leaks(audit(500, 0), left(500)) == (
        "None of the 500 test images has a near-duplicate in training."
    )
    assert summary.leaks(audit(500, 100), left(400)) == (
        "100 of 500 test images (20.0%) have a near-duplicate in training."
        " On the 400 without, a reaches 70.0% instead of 90.0%, and b leads with 75.0%."
    )
    assert summary.leaks(audit(840, 816), left(24)) == (
        "816 of 840 test images (97.1%) have a near-duplicate in training."
        " On the 24 without, a reaches 70.0% instead of 90.0%; fewer than 100 images are too few to rank by."
    )
    alone = left(499).assign(test_accuracy_leak_free_mean=[0.8, 0.7])
    assert summary.leaks(audit(500, 1), alone) == (
        "1 of 500 test images (0.2%) has a near-duplicate in training."
        " On the 499 without, a reaches 80.0% instead of 90.0%."
    )
    assert summary.leaks(audit(30, 30), left(0).assign(test_accuracy_leak_free_mean=np.nan)) == (
        "30 of 30 test images (100.0%) have a near-duplicate in training."
        " None is free of leaks, so nothing here tells skill from memory."
    )
    assert summary.leaks(audit(840, 834), left(169)) == (
        "834 of 840 test images (99.3%) have a near-duplicate in training."
        " 671 of them have one among the images trained on, the others in validation."
        " On the 169 without, a reaches 70.0% instead of 90.0%, and b leads with 75.0%."
    )
    trained_without = left(169).assign(test_accuracy_leak_free_n=[840, 169])
    assert summary.leaks(audit(840, 834), trained_without) == (
        "834 of 840 test images (99.3%) have a near-duplicate in training."
        " 671 of them have one among the images trained on, the others in validation."
        " On the 169 without, b reaches 75.0% instead of 80.0%."
        " a was trained without them: 90.0% of all 840, none of them seen."
    )


def test_left_out() -> None:
    nothing = {"rejected": 0, "skipped_classes": [], "removed_from_training": 0}
    assert findings.left_out(nothing, {}) == ""
    everything = {"rejected": 4, "skipped_classes": ["otto", "lisa"], "removed_from_training": 1200}
    assert findings.left_out(everything, {"truncated": 1, "not an image": 3}) == (
        "4 files were rejected: not an image (3) and truncated (1)."
        " 2 classes were skipped for want of training images: otto and lisa."
        " 1,200 near-duplicates of test images left training and validation."
    )


def test_look_next() -> None:
    report = pd.DataFrame({"label": ["x", "y"], "f1": [0.8, 0.7], "recall": [0.9, 0.6], "support": [10, 10]})
    pairs = pd.DataFrame({"first": [1], "second": [0], "mistakes": [5], "share": [0.25]})
    gaps = pd.DataFrame({"variant": ["a", "b"], "train": [0.9, 0.99], "validation": [0.88, 0.7]})
    items = findings.look_next(["x", "y"], report, pairs, gaps, True, 2, "a")
    assert [item["text"] for item in items] == [
        "2 pairs of near-duplicates have different labels.",
        "y and x are confused most by a: 25.0% of their pictures.",
        "y is its weakest class: F1 0.70, recall 60.0%.",
        "b overfits most: 99.0% on its training images against 70.0% on validation in the last epoch.",
        "a was still improving when it stopped: its validation loss was lowest in the last epoch.",
    ]
    calm = gaps.assign(train=[0.9, 0.75])
    assert findings.look_next(["x", "y"], report, pairs.head(0), calm, False, 0, "a") == []


def test_numbers_in_words() -> None:
    assert [words.duration(s) for s in (0.04, 9.96, 59.7, 61, 3600, 7500)] == [
        "0.0 s",
        "10 s",
        "60 s",
        "1 min 1 s",
        "1 h",
        "2 h 5 min",
    ]
    assert [words.short_count(n) for n in (950, 1_234, 25_600_000)] == ["950", "1.23 k", "25.6 M"]
    assert words.joined(["a", "b", "c", "d"], most=3) == "a, b and 2 more"
    assert words.percent(np.nan) == words.count(pd.NA) == words.decimal(None) == "\N{EN DASH}"  # type: ignore[arg-type]
