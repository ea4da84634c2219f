"""What a variant sees of the split: all of it, or all but the near-duplicates of test images."""

import pandas as pd

from lineup.splits import table
from tests.mistakes import mistake


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
    whole = split([True, False, False, False, False, False])
    assert table.seen_by(whole, None) is whole


def test_near_duplicates_of_test_images_leave_training_and_validation() -> None:
    whole = pd.concat([split([True] + [False] * 5), split([False] * 6)], ignore_index=True)
    seen = table.seen_by(whole, "remove_from_training")
    assert seen.index.tolist() == list(range(1, 12))
    assert not seen.leaked[seen.split == "test"].any()
    assert seen.leaked[seen.split == "validation"].tolist() == [False, True, False, True]
    assert whole.leaked.sum() == 6  # the split itself stays as it was
    table.refuse_lost_classes(whole, seen)


def test_a_class_that_loses_all_its_images_is_refused() -> None:
    whole = split([True, True, False, False, True, False])
    assert mistake(table.refuse_lost_classes, whole, table.seen_by(whole, "remove_from_training")) == (
        "leaks: remove_from_training leaves no train image of a: all of them have a near-duplicate in test."
        " Leave the class out (dataset.exclude), or remove the key."
    )


def test_names_stand_at_the_position_of_their_class_id() -> None:
    assert table.class_names(split([False] * 6).iloc[::-1]) == ["a", "b"]
