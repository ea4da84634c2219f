"""What params.yaml may say of folds, each mistake as one message; without folds, nothing of them is told."""

from typing import Any

import pytest

from lineup.schema.data_mistakes import dataset_mistakes
from lineup.schema.params import Params
from tests.conftest import SMALL

FOLDS = {"train": 0.8, "validation": 0.2, "test": 0, "folds": 5}
TOONS = {"source": "toons", "watch": "data/check/nothing.txt", "max_per_class": None}
CIFAR = {**TOONS, "source": "cifar", "name": "cifar-10"}
VALIDATION = {**TOONS, "validation": {"folder": "val"}}


def mistakes(dataset: dict[str, Any] = TOONS, leaks: str | None = None, **split: Any) -> list[str]:
    variants = {"fully_connected": {**SMALL["variants"]["fully_connected"], "leaks": leaks}}
    content = {**SMALL, "dataset": dataset, "split": FOLDS | split, "variants": variants}
    return dataset_mistakes(Params.model_validate(content))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"folds": 20, "repeats": 3}, []),
        (
            {"folds": 1},
            [
                "split.folds: 1 fold would be tested by a net that saw no image. Give 2 to 20 (5 is usual),"
                " or 0 for one test set."
            ],
        ),
        (
            {"train": 0.6, "test": 0.2},
            [
                "split.test: must be 0 with split.folds, since each fold is the test set once; train and"
                " validation are shares of the rest, and add up to 1 (0.8 and 0.2)."
            ],
        ),
        (
            {"train": 1, "validation": 0},
            ["split.validation: must be above 0, since the data set brings no validation set of its own."],
        ),
        (
            {"grouped": False},
            [
                "split.folds: needs split.grouped: true, since a near-duplicate in another fold would be"
                " trained on."
            ],
        ),
        (
            {"leaks": "remove_from_training"},
            ["variants.fully_connected.leaks: removes nothing with split.folds, where near-duplicates are in"
             " one fold. Leave it out."],
        ),
        (
            {"dataset": CIFAR},
            [
                "split.folds: the data set brings its own test set, which folds would take apart. Set"
                " split.use_official_test to false to mix it in, or leave split.folds out."
            ],
        ),
        ({"dataset": CIFAR, "use_official_test": False}, []),
        (
            {"dataset": VALIDATION, "train": 1, "validation": 0},
            [
                "split.folds: the data set brings its own validation set, which folds would take apart. Set"
                " split.use_official_validation to false to mix it in, or leave split.folds out."
            ],
        ),
        (
            {"folds": 0, "repeats": 2, "train": 0.6, "test": 0.2},
            ["split.repeats: is read only where split.folds says into how many folds."],
        ),
    ],
)  # fmt: skip
def test_each_contradiction_is_one_message(said: dict[str, Any], expected: list[str]) -> None:
    assert mistakes(**said) == expected


def test_split_leaks_remove_nothing_either() -> None:
    content = {**SMALL, "dataset": TOONS, "split": FOLDS | {"leaks": "remove_from_training"}}
    assert dataset_mistakes(Params.model_validate(content)) == [
        "split.leaks: removes nothing with split.folds, where near-duplicates are in one fold. Leave it out."
    ]


def test_without_folds_nothing_of_them_is_written() -> None:
    plain = Params.model_validate(SMALL).model_dump(mode="json")["split"]
    assert (
        list(plain)
        == "train validation test seed grouped use_official_validation use_official_test leaks".split()
    )
    content = {**SMALL, "split": FOLDS}
    folded = Params.model_validate(content).model_dump(mode="json")["split"]
    assert list(folded) == [*plain, "folds", "repeats"]
