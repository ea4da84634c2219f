"""Splitting by whole groups: nothing straddles, shares hold class by class, a seed decides all."""

from collections import Counter

import numpy as np
import pytest

from lineup.splits import assign

SHARES = {"train": 0.6, "validation": 0.2, "test": 0.2}


def scenes(seed: int, count: int = 900, classes: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Return class ids and groups of 1 to 5 images, each group of one class."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 6, count)
    class_of_group = random.choice(
        classes, count, p=np.arange(1, classes + 1) / (classes * (classes + 1) / 2)
    )
    return np.repeat(class_of_group, sizes), np.repeat(np.arange(count), sizes)


@pytest.mark.parametrize("seed", range(5))
def test_no_group_is_in_two_parts(seed: int) -> None:
    class_ids, groups = scenes(seed)
    parts = assign.assign(class_ids, groups, SHARES, seed)
    for group in np.unique(groups):
        assert len(set(parts[groups == group])) == 1


@pytest.mark.parametrize("seed", range(5))
def test_every_class_keeps_its_shares(seed: int) -> None:
    class_ids, groups = scenes(seed)
    parts = assign.assign(class_ids, groups, SHARES, seed)
    for class_id in np.unique(class_ids):
        own = parts[class_ids == class_id]
        for part, share in SHARES.items():
            assert abs((own == part).sum() - share * len(own)) <= 1


def test_same_seed_same_split_and_another_seed_another() -> None:
    class_ids, groups = scenes(0)
    first, second, other = (assign.assign(class_ids, groups, SHARES, seed) for seed in (3, 3, 4))
    assert (first == second).all()
    assert (first != other).any()


@pytest.mark.parametrize(("images", "train"), [(3, 1), (4, 2), (9, 7), (12, 10)])
def test_a_class_of_few_pictures_is_in_every_part(images: int, train: int) -> None:
    shares = {"train": 0.8, "validation": 0.1, "test": 0.1}
    parts = assign.assign(np.zeros(images, int), np.arange(images), shares, 0)
    assert Counter(parts) == {"train": train, "validation": 1, "test": 1}


def test_two_pictures_are_for_training_and_validation() -> None:
    assert Counter(assign.assign(np.zeros(2, int), np.arange(2), SHARES, 0)) == {"train": 1, "validation": 1}


def test_a_part_without_a_share_stays_empty() -> None:
    class_ids, groups = scenes(0)
    parts = assign.assign(class_ids, groups, {"train": 0.8, "validation": 0.2, "test": 0}, 0)
    assert set(parts) == {"train", "validation"}


def test_bundles_are_whole_groups_by_class_the_larger_first() -> None:
    class_ids, groups = np.array([0, 1, 0, 1, 1]), np.array([2, 0, 2, 1, 0])
    found = assign.bundles(class_ids, groups, np.random.default_rng(0))
    assert [[rows.tolist() for rows in bundle] for bundle in found] == [[[0, 2]], [[1, 4], [3]]]
