"""Against brute force: every pair, the exact bound, and what hashes that are all alike do."""

import faiss
import numpy as np
import pytest

from lineup.duplicates import near_duplicates
from lineup.duplicates.near_duplicates import closest, groups, pairs
from lineup.errors import LineupError


def planted(n: int, max_bits: int, seed: int = 0) -> np.ndarray:
    """Random hashes, a fifth of them copies with 0 to max_bits + 2 bits changed."""
    random = np.random.default_rng(seed)
    bits = random.integers(0, 2, (n, 256), dtype=np.uint8)
    for row in range(4 * n // 5, n):
        bits[row] = bits[random.integers(0, n // 2)]
        bits[row, random.permutation(256)[: random.integers(0, max_bits + 3)]] ^= 1
    return np.packbits(bits[random.permutation(n)], axis=1)


def brute_force(hashes: np.ndarray) -> np.ndarray:
    bits = np.unpackbits(hashes, axis=1).astype(np.float32)
    ones = bits.sum(axis=1)
    return np.asarray(ones[:, None] + ones[None, :] - 2 * bits @ bits.T, dtype=np.int64)


@pytest.mark.parametrize("max_bits", [0, 1, 2, 7, 8, 20, 21, 40, 64])
@pytest.mark.parametrize("n", [2, 400, 1500])
def test_pairs_are_all_that_brute_force_finds(n: int, max_bits: int) -> None:
    hashes = planted(n, max_bits)
    distance = brute_force(hashes)
    first = np.argmax(distance == 0, axis=1)
    rows, columns = np.nonzero(np.triu(distance <= max_bits, 1))
    alone = first == np.arange(n)
    keep = np.where(distance[rows, columns] == 0, first[columns] == rows, alone[rows] & alone[columns])
    found, bits = pairs(hashes, max_bits)
    np.testing.assert_array_equal(found, np.stack([rows, columns], axis=1)[keep])
    np.testing.assert_array_equal(bits, distance[rows, columns][keep])


@pytest.mark.parametrize("flips", [0, 1, 2])
def test_each_number_of_flips_is_exact(flips: int, monkeypatch: pytest.MonkeyPatch) -> None:
    way = near_duplicates.ways(20)[flips]
    assert way[2] == flips
    monkeypatch.setattr(near_duplicates, "PER_COMPARISON", 1e9)
    monkeypatch.setattr(near_duplicates, "ways", lambda _: [way])
    hashes = planted(1500, 20, seed=1)
    index = near_duplicates.build(hashes, 20)
    assert isinstance(index, faiss.IndexBinaryMultiHash)
    limits, _, _ = index.range_search(hashes, 21)
    assert limits[-1] == (brute_force(hashes) <= 20).sum()


def test_the_bound_is_inclusive() -> None:
    bits = np.zeros((3, 256), np.uint8)
    bits[1, :20] = 1
    bits[2, 235:] = 1
    found, distance = pairs(np.packbits(bits, axis=1), 20)
    assert found.tolist() == [[0, 1]]
    assert distance.tolist() == [20]


def test_a_hundred_thousand_equal_hashes_are_linked_to_the_first() -> None:
    hashes = np.zeros((100_002, 32), np.uint8)
    hashes[1] = 255
    hashes[-1, 0] = 1
    found, bits = pairs(hashes, 20)
    assert len(found) == 100_000
    assert (found[:, 0] == 0).all()
    assert bits.sum() == 1
    assert bits[-1] == 1
    assert np.bincount(groups(len(hashes), found)).tolist() == [100_001, 1]


def test_hashes_that_are_all_nearly_alike_end_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_duplicates, "PAIR_LIMIT", 10_000)
    bits = np.zeros((256, 256), np.uint8)
    np.fill_diagonal(bits, 1)
    with pytest.raises(LineupError) as caught:
        pairs(np.packbits(bits, axis=1), 20)
    assert str(caught.value) == (
        "More than 10,000 pairs of images lie within 20 of 256 bits of difference hash: it does not tell "
        "these images apart (plain backgrounds?). Lower split.near_duplicate_bits in params.yaml."
    )


def test_groups_are_numbered_by_first_appearance() -> None:
    assert groups(6, np.array([[1, 4], [2, 5], [4, 5]])).tolist() == [0, 1, 1, 2, 1, 1]
    assert groups(3, np.empty((0, 2), np.int64)).tolist() == [0, 1, 2]


@pytest.mark.parametrize("seed", range(3))
def test_closest_is_what_brute_force_finds_through_copies_too(seed: int) -> None:
    random = np.random.default_rng(seed)
    hashes = planted(600, 20, seed)
    hashes = hashes[random.integers(0, len(hashes), 900)]  # many copies
    queries = random.random(900) < 0.3
    references = ~queries & (random.random(900) < 0.7)
    distance = np.where(references[None, :], brute_force(hashes), 999)
    near = queries & (distance.min(axis=1) <= 20)
    row, bits = closest(*pairs(hashes, 20), queries, references)
    np.testing.assert_array_equal(bits, np.where(near, distance.min(axis=1), -1))
    np.testing.assert_array_equal(row, np.where(near, distance.argmin(axis=1), -1))
