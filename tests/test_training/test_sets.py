"""What a variant sees of the split: all of it, or all but the near-duplicates of test images."""

import pandas as pd
import pytest

from lineup.errors import LineupError
from lineup.training import sets


def split(near_test: list[bool]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": range(6),
            "label": ["a", "a", "a", "b", "b", "b"],
            "class_id": [0, 0, 0, 1, 1, 1],
            "split": ["train", "validation", "test", "train", "validation", "test"],
            "leaked": [False, False, True, False, True, True],
            "near_test": near_test,
        }
    )


def test_without_the_key_nothing_changes() -> None:
    table = split([True, False, False, False, False, False])
    assert sets.seen_by(table, None) is table


def test_near_duplicates_of_test_images_leave_training_and_validation() -> None:
    table = pd.concat([split([True] + [False] * 5), split([False] * 6)], ignore_index=True)
    seen = sets.seen_by(table, "remove_from_training")
    assert seen.index.tolist() == list(range(1, 12))
    assert not seen.leaked[seen.split == "test"].any()
    assert seen.leaked[seen.split == "validation"].tolist() == [False, True, False, True]
    assert table.leaked.sum() == 6  # the split itself stays as it was


def test_a_class_that_loses_all_its_images_is_refused() -> None:
    with pytest.raises(LineupError) as caught:
        sets.seen_by(split([True, True, False, False, True, False]), "remove_from_training")
    assert str(caught.value) == (
        "leaks: remove_from_training leaves no train image of a: all of them have a near-duplicate in test."
        " Leave the class out (dataset.classes), or remove the key."
    )
