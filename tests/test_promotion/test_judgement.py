"""When a candidate may take over: figures checked against the report's own paired test and against SciPy."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lineup.judgement.statistics.pairs import compare_pairs, holm
from lineup.promotion.judgement import Judgement, judge


def answers(right: np.ndarray, leaked: np.ndarray | None = None) -> pd.DataFrame:
    """Return the answers to images of two classes, right where `right` is true."""
    label = np.where(np.arange(len(right)) % 2, "dog", "cat")
    other = np.where(label == "cat", "dog", "cat")
    return pd.DataFrame(
        {
            "sha256": [f"{number:064x}" for number in range(len(right))],
            "label": label,
            "predicted": np.where(right, label, other),
            "leaked": np.zeros(len(right), bool) if leaked is None else leaked,
            "group": np.arange(len(right)),
        }
    )


def first(count: int, total: int = 200) -> np.ndarray:
    return np.arange(total) < count


def test_better_where_the_corrected_paired_test_says_so() -> None:
    variants = {"new": answers(first(180)), "other": answers(first(150)), "third": answers(first(100))}
    found = judge("new", variants, answers(first(150)))
    hits = {name: (table.predicted == table.label).to_numpy()[None, :] for name, table in variants.items()}
    pairs = [compare_pairs({"a": one, "b": first(150)[None, :]}, np.arange(200))[0] for one in hits.values()]
    p = holm([pair.p_value for pair in pairs])[0]
    assert found == Judgement(
        True,
        f"90.0% against 75.0% of 200 leak-free test images, a difference of 15.0 points (95% interval"
        f" {100 * pairs[0].low:.1f} to {100 * pairs[0].high:.1f}), p = {p:.3g} after correction for 3"
        " variants",
    )
    exact = stats.binomtest(30, 30, 0.5).pvalue  # 30 images that only the candidate got right
    assert exact < p < 0.001


def test_the_number_of_variants_counts() -> None:
    """Seven images won and none lost are 1.6 % by McNemar's exact test: enough for one, not for many."""
    new, standing = answers(first(108)), answers(first(100))
    assert judge("new", {"new": new}, standing).better
    many = {f"v{number}": answers(first(100)) for number in range(20)}
    assert not judge("new", {"new": new, **many}, standing).better


def test_worse_and_equal_ones_are_not_better() -> None:
    assert not judge("new", {"new": answers(first(100))}, answers(first(150))).better
    assert not judge("new", {"new": answers(first(150))}, answers(first(150))).better


def test_groups_count_as_one_picture() -> None:
    new, standing = answers(first(120)), answers(first(100))
    assert judge("new", {"new": new}, standing).better
    new["group"] = np.maximum(np.arange(200), 119)  # the last 81 are one scene
    new.loc[100:119, "group"] = 100  # and all that the candidate gained is another
    assert not judge("new", {"new": new}, standing).better


@pytest.mark.parametrize("of", ["candidate", "champion"])
def test_leaked_images_count_for_neither(of: str) -> None:
    leaked = first(120)
    new = answers(first(200), leaked if of == "candidate" else None)
    standing = answers(first(0), leaked if of == "champion" else None)
    found = judge("new", {"new": new}, standing)
    assert found == Judgement(False, "they share 80 leak-free test images, and at least 100 are needed")


def test_images_that_the_champion_was_not_tested_on_refuse() -> None:
    found = judge("new", {"new": answers(first(200))}, answers(first(0, 150)))
    assert found == Judgement(
        False,
        "50 of the 200 leak-free test images were no test images of the champion's own: it may have been"
        " trained on them, and what it says of them is not stored",
    )


def test_images_are_matched_by_their_files_not_by_their_order() -> None:
    standing = answers(first(100))
    shuffled = standing.sample(frac=1, random_state=1)
    new = {"new": answers(first(130))}
    assert judge("new", new, shuffled) == judge("new", new, standing)
