"""Groups, and the nearest of each, against brute force."""

import numpy as np
import pytest

from lineup.duplicates.pairs import closest, groups_of


def test_groups_are_numbered_by_first_appearance() -> None:
    assert groups_of(6, np.array([[1, 4], [2, 5], [4, 5]])).tolist() == [0, 1, 1, 2, 1, 1]
    assert groups_of(3, np.empty((0, 2), np.int64)).tolist() == [0, 1, 2]


@pytest.mark.parametrize("seed", range(3))
def test_closest_is_what_brute_force_finds_through_equal_pictures_too(seed: int) -> None:
    random = np.random.default_rng(seed)
    kinds = random.integers(0, 150, 400)  # many equal pictures
    likeness = np.triu(random.random((150, 150)), 1)
    likeness = np.where(likeness + likeness.T > 0.97, likeness + likeness.T, 0) + np.eye(150)
    first = np.array([np.flatnonzero(kinds == kind)[0] for kind in kinds])
    origins = np.unique(first)
    pairs = [(first[row], row, 1.0) for row in range(400) if first[row] != row]
    pairs += [
        (i, j, likeness[kinds[i], kinds[j]])
        for i in origins
        for j in origins
        if i < j and likeness[kinds[i], kinds[j]]
    ]
    queries = random.random(400) < 0.3
    references = ~queries & (random.random(400) < 0.7)
    every = likeness[np.ix_(kinds, kinds)] * references[None, :]
    near = queries & (every.max(axis=1) > 0)
    found = np.array([pair[:2] for pair in pairs], np.int64)
    row, score = closest(found, np.array([pair[2] for pair in pairs]), queries, references)
    np.testing.assert_array_equal(row, np.where(near, every.argmax(axis=1), -1))
    np.testing.assert_allclose(score, np.where(near, every.max(axis=1), -1))
