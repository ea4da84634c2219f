"""Folds: whole groups, classes in proportion, each image once a repeat; and why they cannot be made."""

import re

import numpy as np
import pandas as pd
import pytest

from lineup.errors import LineupError
from lineup.splits import folds, table

SHARES = {"train": 0.8, "validation": 0.2}


def drawn(groups: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Return class ids and groups of 1 to 4 images, three classes."""
    generator = np.random.default_rng(0)
    index = np.repeat(np.arange(groups), generator.integers(1, 5, groups))
    return (np.arange(groups) % 3)[index], index


@pytest.mark.parametrize(("count", "repeats"), [(2, 1), (5, 1), (5, 3), (10, 2)])
def test_each_image_is_tested_once_a_repeat_and_groups_stay_together(count: int, repeats: int) -> None:
    class_ids, groups = drawn()
    found = folds.parts(class_ids, groups, count, repeats, SHARES, 0)
    assert found.shape == (count * repeats, len(groups))
    assert ((found == "test").reshape(repeats, count, -1).sum(axis=1) == 1).all()
    for part in found:
        assert pd.Series(part).groupby(groups).nunique().max() == 1


def test_each_class_has_its_share_in_every_part() -> None:
    class_ids, groups = drawn()
    for part in folds.parts(class_ids, groups, 5, 2, SHARES, 0):
        counts = pd.crosstab(class_ids, part)
        shares = counts.div(counts.sum(axis=1), axis=0)
        for name, share in {"test": 0.2, "validation": 0.16, "train": 0.64}.items():
            assert (shares[name] - share).abs().max() < 0.1


def test_folds_are_of_one_size_where_classes_are_many_and_small() -> None:
    class_ids = np.repeat(np.arange(50), 6)
    for part in folds.parts(class_ids, np.arange(300), 5, 1, SHARES, 0):
        assert (part == "test").sum() == 60
        assert set(class_ids[part == "test"]) == set(range(50))


def test_repeats_and_seeds_differ_and_the_same_seed_does_not() -> None:
    class_ids, groups = drawn()
    found = folds.parts(class_ids, groups, 5, 2, SHARES, 0)
    assert (found[:5] != found[5:]).any()
    assert (folds.parts(class_ids, groups, 5, 2, SHARES, 0) == found).all()
    assert (folds.parts(class_ids, groups, 5, 1, SHARES, 0) == found[:5]).all()
    assert (folds.parts(class_ids, groups, 5, 2, SHARES, 1) != found).any()


def test_more_folds_than_a_class_has_different_pictures_are_refused() -> None:
    labels = np.array(["cat"] * 9 + ["dog"] * 6 + ["owl"] * 4)
    groups = np.array([*range(9), *range(9, 15), 15, 15, 16, 17])
    folds.refuse_too_many(labels, groups, 3)
    message = (
        "split.folds is 5, but 1 class(es) have fewer different pictures, near-duplicates as one: owl (3)."
        " Each fold is to test every class. Set split.folds to at most 3, add pictures to them, or leave them"
        " out (dataset.exclude)."
    )
    with pytest.raises(LineupError, match=f"^{re.escape(message)}$"):
        folds.refuse_too_many(labels, groups, 5)


def test_a_class_of_one_shot_is_refused_without_a_number_that_would_do() -> None:
    message = (
        "split.folds is 2, but 1 class(es) have fewer different pictures, near-duplicates as one: owl (1)."
        " Each fold is to test every class. Add pictures to them, or leave them out (dataset.exclude)."
    )
    with pytest.raises(LineupError, match=f"^{re.escape(message)}$"):
        folds.refuse_too_many(np.array(["cat", "cat", "owl", "owl"]), np.array([0, 1, 2, 2]), 2)


def test_a_table_tells_its_folds_apart() -> None:
    class_ids, groups = drawn(12)
    rows = np.arange(len(groups))
    whole = pd.DataFrame({"row": rows, "path": rows.astype(str), "label": class_ids, "split": "train"})
    found = folds.parts(class_ids, groups, 3, 1, SHARES, 0)
    folded = table.with_folds(whole, list(found))
    assert (table.folds(whole), table.trainings(whole)) == ([], [0])
    assert (table.folds(folded), table.trainings(folded)) == ([1, 2, 3], [0, 1, 2, 3])
    assert table.of_fold(folded, 0).equals(whole)
    assert (table.of_fold(folded, 2)["split"] == found[1]).all()
    assert sorted(table.tests(folded)["row"]) == rows.tolist()
    assert len({table.digest(table.of_fold(folded, fold)) for fold in range(4)}) == 4
    assert table.digest(table.of_fold(folded, 0)) == table.digest(whole)
