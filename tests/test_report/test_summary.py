"""The summary's sentences, whole, in the situations that a study can end in."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup import words
from lineup.judgement import comparison
from lineup.report import findings, summary
from tests.test_judgement.test_comparison import trainings


def ranking(test_images: int, **accuracies: list[float]) -> pd.DataFrame:
    """Return the ranked comparison of variants with these accuracies, one a seed, on test and validation.

    None of the test images leaks.
    """
    rows = [
        (name, seed, value, value) for name, part in accuracies.items() for seed, value in enumerate(part)
    ]
    table = trainings(rows).assign(test_accuracy_leak_free_n=test_images)
    return comparison.ranked(comparison.compare(table, {}), test_images)


def leaky(clean: dict[str, int], published: dict[str, float], without: dict[str, float]) -> pd.DataFrame:
    """Return the ranked comparison of variants with one seed and so many leak-free of 840 test images."""
    table = trainings([(name, 0, value, value) for name, value in published.items()]).assign(
        test_accuracy_leak_free=list(without.values()), test_accuracy_leak_free_n=list(clean.values())
    )
    return comparison.ranked(comparison.compare(table, {}), 840)


def ranges(**accuracies: list[float]) -> dict[str, tuple[float, float]]:
    return {name: (min(part), max(part)) for name, part in accuracies.items()}


def audit(images: int, leaked: int) -> dict[str, Any]:
    return {"test": {"images": images, "near_duplicates_in_training": leaked, "share": leaked / images}}


def test_lead_with_several_seeds() -> None:
    assert summary.lead(ranking(1000, cnn=[0.9, 0.92], other=[0.8, 0.8]), {}) == (
        "cnn has the highest test accuracy: 91.0% of 1,000 test images"
        " (mean of 2 seeds, standard deviation 1.4 points)."
    )


def test_lead_with_one_seed_one_variant_a_tie_and_an_interval() -> None:
    assert summary.lead(ranking(1, cnn=[0.9], other=[0.8]), {}) == (
        "cnn has the highest test accuracy: 90.0% of 1 test image (one seed)."
    )
    assert summary.lead(ranking(50, cnn=[0.9]), {}) == "cnn gets 90.0% of 50 test images right (one seed)."
    assert summary.lead(ranking(50, a=[0.9], b=[0.9], c=[0.8]), {}) == (
        "a and b share the highest test accuracy: 90.0% of 50 test images."
    )
    assert summary.lead(ranking(50, a=[0.9, 0.9], b=[0.8, 0.8]), {"a": (0.853, 0.934)}) == (
        "a has the highest test accuracy: 90.0% of 50 test images (95% interval 85.3% to 93.4%, 2 seeds)."
    )


def test_lead_where_test_images_leak() -> None:
    table = leaky({"a": 103, "b": 840}, {"a": 0.955, "b": 0.729}, {"a": 0.66, "b": 0.729})
    assert summary.lead(table, {"b": (0.7, 0.76)}) == (
        "b has the highest accuracy without leaks: 72.9% of 840 test images"
        " without a near-duplicate in training (95% interval 70.0% to 76.0%, 1 seed)."
    )
    few = leaky({"a": 99, "b": 99}, {"a": 0.955, "b": 0.729}, {"a": 0.66, "b": 0.729})
    assert summary.lead(few, {}) == ("a has the highest test accuracy: 95.5% of 840 test images (one seed).")


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
    assert summary.certainty(ranking(2, **accuracies), ranges(**accuracies), None) == expected


def test_certainty_with_tests() -> None:
    accuracies = {"a": [0.9, 0.92], "b": [0.8, 0.89], "c": [0.7, 0.7]}
    assert summary.certainty(ranking(2, **accuracies), ranges(**accuracies), ["b"]) == (
        "Paired tests, corrected for the number of pairs, cannot tell a apart from b."
    )
    assert summary.certainty(ranking(2, **accuracies), ranges(**accuracies), []) == (
        "Paired tests, corrected for the number of pairs, tell a apart from all others."
    )


def test_choice_rests_on_validation() -> None:
    same = ranking(2, a=[0.9], b=[0.8])
    assert summary.choice(same) == "Validation accuracy, on which a choice should rest, points to a too."
    other = same.assign(val_accuracy_mean=[0.85, 0.87])
    assert summary.choice(other) == (
        "Validation accuracy, on which a choice should rest, points to b instead (87.0% against 85.0%)."
    )
    assert summary.choice(ranking(2, a=[0.9])) == ""


def test_leaks() -> None:
    accuracies = {"a": 0.9, "b": 0.8}

    def both(clean: int, a: float = 0.7, b: float = 0.75) -> pd.DataFrame:
        return leaky({"a": clean, "b": clean}, accuracies, {"a": a, "b": b})

    assert summary.leaks(audit(840, 0), both(840)) == (
        "None of the 840 test images has a near-duplicate in training."
    )
    assert summary.leaks(audit(840, 440), both(400)) == (
        "440 of 840 test images (52.4%) have a near-duplicate in training."
        " On the 400 without, b reaches 75.0% instead of 80.0%."
        " As published, leaks and all, a would lead with 90.0%."
    )
    assert summary.leaks(audit(840, 816), both(24)) == (
        "816 of 840 test images (97.1%) have a near-duplicate in training."
        " On the 24 without, a reaches 70.0% instead of 90.0%; fewer than 100 images are too few to rank by."
    )
    assert summary.leaks(audit(840, 1), both(839, a=0.8, b=0.7)) == (
        "1 of 840 test images (0.1%) has a near-duplicate in training."
        " On the 839 without, a reaches 80.0% instead of 90.0%."
    )
    assert summary.leaks(audit(840, 840), both(0, a=np.nan, b=np.nan)) == (
        "840 of 840 test images (100.0%) have a near-duplicate in training."
        " None is free of leaks, so nothing here tells skill from memory."
    )
    assert summary.leaks(audit(840, 834), both(169)) == (
        "834 of 840 test images (99.3%) have a near-duplicate in training."
        " 671 of them have one among the images trained on, the others in validation."
        " On the 169 without, b reaches 75.0% instead of 80.0%."
        " As published, leaks and all, a would lead with 90.0%."
    )
    trained_without = leaky({"a": 840, "b": 169}, accuracies, {"a": 0.9, "b": 0.75})
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
