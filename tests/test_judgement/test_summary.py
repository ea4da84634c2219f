"""The summary's sentences, whole, in the situations that a study can end in."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lineup import words
from lineup.judgement import comparison, findings, summary
from lineup.judgement.best import Best
from lineup.judgement.choice import Choice
from lineup.judgement.per_class import Pair
from lineup.judgement.setters import Setter
from lineup.judgement.subsets import Weakness
from lineup.judgement.suspected import Suspected
from lineup.judgement.verdict import Verdict
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


def audit(images: int, leaked: int) -> dict[str, Any]:
    return {"test": {"images": images, "near_duplicates_in_training": leaked, "share": leaked / images}}


def test_lead_of_several_one_variant_and_a_tie() -> None:
    assert summary.lead(ranking(1000, a=[0.9, 0.9], b=[0.8, 0.8]), (0.853, 0.934)) == (
        "a has the highest test accuracy: 90.0% of 1,000 test images (95% interval 85.3% to 93.4%, 2 seeds)."
    )
    assert summary.lead(ranking(1, cnn=[0.9]), (0.8, 0.95)) == (
        "cnn gets 90.0% of 1 test image right (95% interval 80.0% to 95.0%, of one seed alone)."
    )
    assert summary.lead(ranking(50, a=[0.9], b=[0.9], c=[0.8]), (0.8, 0.95)) == (
        "a and b share the highest test accuracy: 90.0% of 50 test images."
    )


def test_lead_where_test_images_leak() -> None:
    table = leaky({"a": 103, "b": 840}, {"a": 0.955, "b": 0.729}, {"a": 0.66, "b": 0.729})
    assert summary.lead(table, (0.7, 0.76)) == (
        "b has the highest accuracy without leaks: 72.9% of 840 test images"
        " without a near-duplicate in training (95% interval 70.0% to 76.0%, of one seed alone)."
    )
    few = leaky({"a": 99, "b": 99}, {"a": 0.955, "b": 0.729}, {"a": 0.66, "b": 0.729})
    assert summary.lead(few, (0.94, 0.97)) == (
        "a has the highest test accuracy: 95.5% of 840 test images"
        " (95% interval 94.0% to 97.0%, of one seed alone)."
    )


def said(indistinguishable: list[str], untested: list[str]) -> Verdict:
    return Verdict({}, {}, indistinguishable, untested, [])


def test_certainty() -> None:
    table = ranking(2, a=[0.9, 0.92], b=[0.8, 0.89], c=[0.7, 0.7])
    tested = "Paired tests, corrected for the number of pairs,"
    never = (
        "never compared with a: they share fewer than 100 test images without a near-duplicate in training."
    )
    assert summary.certainty(table, said(["b"], [])) == f"{tested} cannot tell a apart from b."
    assert summary.certainty(table, said([], [])) == f"{tested} tell a apart from all others."
    assert (
        summary.certainty(table, said(["c"], ["b"])) == f"{tested} cannot tell a apart from c. b was {never}"
    )
    assert summary.certainty(table, said([], ["b"])) == (
        f"{tested} tell a apart from all that it was compared with. b was {never}"
    )
    assert summary.certainty(table, said([], ["b", "c"])) == f"b and c were {never}"
    alone = "There is no other variant to compare it with."
    assert summary.certainty(ranking(2, a=[0.9]), said([], [])) == alone


def test_what_was_not_shown() -> None:
    seeds = ranking(2, a=[0.9, 0.92], b=[0.8, 0.89])
    assert summary.not_shown(Choice("a", "", []), seeds, 0.99) == ""
    assert summary.not_shown(Choice("a", "", ["b"]), seeds, 0.97) == (
        "Not shown: that a is better than b and that 99% of the answers it keeps are right."
    )
    assert summary.not_shown(Choice("a", "", []), ranking(2, a=[0.9], b=[0.8]), 0) == (
        "Not shown: that another seed would do as well and that any of its answers can go without a person."
    )


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
    only = leaky({"a": 840, "b": 0}, accuracies, {"a": 0.9, "b": np.nan})
    assert summary.leaks(audit(840, 840), only) == (
        "840 of 840 test images (100.0%) have a near-duplicate in training."
        " None is free of leaks, so no figure of b tells skill from memory."
        " a was trained without them: 90.0% of all 840, none of them seen."
    )
    trained_without = leaky({"a": 840, "b": 169}, accuracies, {"a": 0.9, "b": 0.75})
    assert summary.leaks(audit(840, 834), trained_without) == (
        "834 of 840 test images (99.3%) have a near-duplicate in training."
        " 671 of them have one among the images trained on, the others in validation."
        " On the 169 without, b reaches 75.0% instead of 80.0%."
        " a was trained without them: 90.0% of all 840, none of them seen."
    )


def test_classes_that_nothing_is_shown_of() -> None:
    classes = {name: {"train": 3, "validation": 1, "test": 1} for name in ("cat", "dog", "mouse")}
    assert summary.untested({"classes": classes}) == ""
    classes["dog"]["test"] = 0
    assert summary.untested({"classes": classes}) == (
        "1 of 3 classes has no test image, so nothing is shown of it: dog."
    )
    classes["mouse"]["test"] = 0
    assert summary.untested({"classes": classes}) == (
        "2 of 3 classes have no test image, so nothing is shown of them: dog and mouse."
    )
    assert summary.untested({"classes": classes, "folds": {}}) == ""


def test_left_out() -> None:
    nothing = {"left_out": [], "skipped_classes": [], "removed_from_training": 0, "alike_classes": []}
    assert findings.left_out(nothing) == ""
    everything = {
        "images": 3200,
        "found": 6033,
        "left_out": [
            {"reason": "more than dataset.max_per_class", "files": 2832, "examples": ["a/1.jpg", "a/2.jpg"]},
            {"reason": "folders without files", "files": 1, "examples": ["yak"]},
        ],
        "skipped_classes": ["otto", "lisa"],
        "alike_classes": [["Cat", "cat "]],
        "removed_from_training": 1200,
    }
    assert findings.left_out(everything) == (
        "2,000 of 6,033 files are used. Left out: more than dataset.max_per_class (2,832) and folders without"
        " files (yak)."
        " 2 classes were skipped for want of training images: otto and lisa."
        " The classes 'Cat' and 'cat ' have names that look alike."
        " 1,200 near-duplicates of test images left training and validation."
    )


def best(pairs: list[Pair]) -> Best:
    """Return what variant a says of two classes."""
    report = pd.DataFrame({"label": ["x", "y"], "f1": [0.8, 0.7], "recall": [0.9, 0.6], "support": [10, 10]})
    none = pd.DataFrame()
    return Best("a", 1, none, ["x", "y"], np.zeros((2, 2)), report, pairs, none)


def ends(**accuracies: tuple[float, float]) -> pd.DataFrame:
    """Return histories of two epochs and two seeds whose last epoch has these accuracies."""
    rows = [
        {"variant": name, "seed": seed, "epoch": epoch, "accuracy": both[0], "val_accuracy": both[1]}
        for name, both in accuracies.items()
        for seed in (0, 1)
        for epoch in (1, 2)
    ]
    table = pd.DataFrame(rows)
    early = table["epoch"] == 1
    return table.assign(val_loss=1.0 / table["epoch"], accuracy=table["accuracy"].where(~early, 0.0))


def test_look_next() -> None:
    found = Suspected(1200, 3, 5, 0.9, pd.DataFrame({"split": ["test", "train", "test"]}))
    histories = ends(a=(0.9, 0.88), b=(0.99, 0.7))
    items = findings.look_next(best([Pair(1, 0, 5, 0.25)]), histories, 2, [found])
    assert [(item.text, item.anchor) for item in items] == [
        ("2 pairs of near-duplicates have different labels.", "leaks"),
        ("y and x are confused most by a: 25.0% of their pictures.", "confused"),
        ("y is its weakest class: F1 0.70, recall 60.0%.", "classes"),
        (
            "b overfits most: 99.0% on its training images against 70.0% on validation in the last epoch.",
            "curves",
        ),
        (
            "a was still improving when it stopped: its validation loss was lowest in the last epoch.",
            "curves",
        ),
        ("3 labels of 1,200 may be wrong, 2 of them in test.", "suspects"),
    ]
    calm = ends(a=(0.9, 0.88), b=(0.75, 0.7)).assign(val_loss=1.0)
    assert findings.look_next(best([]), calm, 0, [replace(found, suspected=0)]) == []


def test_what_to_check() -> None:
    weak = Weakness("b", "class x", 40, 0.5, 0.9, 0.001)
    setter = Setter(3, 1, 0.97, 2, 1, (0.97, 0.2))
    assert findings.to_check("a", [], [replace(setter, instead=None)]) == []
    (one,) = findings.to_check("a", [weak], [])
    assert (one.text, one.anchor) == (
        "b errs more on one kind of images (class x): 50.0% right, elsewhere 90.0%.",
        "subsets",
    )
    single, both = (findings.to_check("a", [], [setter] * number)[0] for number in (1, 2))
    assert single.text == "1 validation picture sets what a leaves to a person: is its label right?"
    assert both.text == "2 validation pictures set what a leaves to a person: are their labels right?"
    assert single.anchor == "setters"


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
