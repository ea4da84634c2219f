"""Against truth: copies of drawn pictures by kind, plain pictures that only look alike, crowds of copies."""

import cv2
import numpy as np
import pytest
from sklearn.datasets import load_digits

from benchmarks import drawn_pictures as drawn
from benchmarks import look_alikes
from lineup.duplicates import control, near_duplicates
from lineup.duplicates.near_duplicates import Found, find
from lineup.duplicates.pairs import groups_of

SIDE = 48
KINDS = list(drawn.KINDS)


@pytest.fixture(scope="module")
def photographs() -> np.ndarray:
    return drawn.photographs(np.random.default_rng(0), 240, SIDE)


def as_set(found: Found) -> set[tuple[int, int]]:
    return {(int(one), int(other)) for one, other in found.pairs}


def test_copies_of_every_kind_are_found_and_nothing_else(photographs: np.ndarray) -> None:
    random = np.random.default_rng(1)
    rows = np.arange(0, 240, 2)
    kinds = [KINDS[number % len(KINDS)] for number in range(len(rows))]
    copies = [drawn.KINDS[kind](photographs[row], random) for kind, row in zip(kinds, rows, strict=True)]
    found = find(np.concatenate([photographs, np.stack(copies)]))
    truth = {(int(row), 240 + number) for number, row in enumerate(rows)}
    missed = [kinds[other - 240] for _, other in truth - as_set(found)]
    assert as_set(found) <= truth
    assert missed.count("four ways") <= 4, missed  # of nine
    assert len([kind for kind in missed if kind != "four ways"]) <= 2, missed
    assert found.control.aligned
    assert found.control.line == control.LINE
    assert (found.control.asked, found.control.found) == (360, 0)


def test_nothing_is_found_among_different_pictures(photographs: np.ndarray) -> None:
    found = find(photographs)
    assert len(found.pairs) == 0
    assert found.control.share_at_most == pytest.approx(2 * (1 - 0.05 ** (1 / 240)))


def sklearn_digits() -> tuple[np.ndarray, np.ndarray]:
    digits = load_digits()
    grey = np.clip(digits.images * 16, 0, 255).astype(np.uint8)
    return np.repeat(grey[:250, ..., None], 3, axis=3), digits.target[:250]


@pytest.mark.parametrize("way", ["scikit-learn's digits", "line art", "silhouettes", "icons"])
def test_plain_pictures_that_look_alike_are_no_copies(way: str) -> None:
    random = np.random.default_rng(3)
    if way == "scikit-learn's digits":
        pictures, labels = sklearn_digits()
    else:
        pictures, labels = drawn.outlines(random, 140, way)
    found = find(pictures)
    flagged = len(np.unique(found.pairs)) / len(pictures)
    assert flagged <= 0.005
    assert (labels[found.pairs[:, 0]] == labels[found.pairs[:, 1]]).all()
    assert not found.control.aligned


def test_pictures_of_one_upright_composition_are_no_copies() -> None:
    chests, _ = look_alikes.drawn("X-rays", np.random.default_rng(7), 45, SIDE)
    found = find(chests)
    assert len(found.pairs) == 0
    assert found.control.aligned
    assert found.control.line > control.LAST


def test_copies_among_pictures_of_one_composition_are_found_although_look_alikes_reach_the_line() -> None:
    charts, _ = look_alikes.drawn("charts", np.random.default_rng(1), 80, SIDE)
    found = find(np.concatenate([charts, charts[:20, :, ::-1]]))
    assert found.pairs.tolist() == [[row, 80 + row] for row in range(20)]
    assert found.control.aligned


def dials(shares: np.ndarray) -> np.ndarray:
    """Return round dials on white, filled to a share each: they differ by one number alone."""
    pictures = np.full((len(shares), 96, 96, 3), 255, np.uint8)
    for picture, share in zip(pictures, shares, strict=True):
        cv2.ellipse(picture, (48, 48), (40, 40), 0, -90, -90 + 360 * share, (31, 119, 180), -1, cv2.LINE_AA)
    return pictures


def test_pictures_that_differ_by_one_number_are_no_copies_but_their_equals() -> None:
    pictures = dials(np.random.default_rng(0).uniform(0.1, 0.9, 100))
    distinct = pictures[np.sort(np.unique(pictures, axis=0, return_index=True)[1])]
    found = find(np.concatenate([distinct, distinct[5:6]]))
    assert found.pairs.tolist() == [[5, len(distinct)]]
    assert (found.control.line, found.control.aligned) == (1.0, False)


def test_frames_of_long_scenes_stay_together() -> None:
    wide = drawn.photographs(np.random.default_rng(3), 2, 160)
    frames = [picture[step : step + 96, step : step + 96] for picture in wide for step in range(45)]
    found = find(np.stack([cv2.resize(one, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for one in frames]))
    assert groups_of(90, found.pairs).tolist() == [0] * 45 + [1] * 45
    assert found.control.line == control.LINE
    assert (found.control.asked, found.control.share_at_most) == (0, 1.0)  # none is known to be of another


def test_small_shapes_on_plain_ground_are_told_apart_and_their_equals_found() -> None:
    shapes, _ = drawn.plain_shapes(np.random.default_rng(0), 20)
    distinct = np.unique(shapes, axis=0, return_index=True)[1]
    shapes = shapes[np.sort(distinct)]
    found = find(np.concatenate([shapes, shapes[5:6]]))
    assert found.pairs.tolist() == [[5, len(shapes)]]
    assert found.scores.tolist() == [1]


def test_a_thousand_equal_frames_are_linked_to_the_first(photographs: np.ndarray) -> None:
    crowd = np.zeros((1002, SIDE, SIDE, 3), np.uint8)
    crowd[1], crowd[700] = photographs[0], photographs[1]
    found = find(crowd)
    assert len(found.pairs) == 999
    assert (found.pairs[:, 0] == 0).all()
    assert np.bincount(groups_of(1002, found.pairs)).tolist() == [1000, 1, 1]


def test_a_crowd_of_copies_in_test_does_not_hide_the_one_in_training(photographs: np.ndarray) -> None:
    random = np.random.default_rng(2)
    noise = random.integers(-6, 7, (40, SIDE, SIDE, 3))
    crowd = np.clip(photographs[0].astype(int) + noise, 0, 255).astype(np.uint8)
    original = drawn.KINDS["cropped to 0.9"](photographs[0], random)
    pictures = np.concatenate([crowd, original[None], photographs[1:60]])
    found = find(pictures, np.arange(len(pictures)) < 40)
    with_original = {one for one, other in as_set(found) if other == 40}
    assert with_original == set(range(40))


def test_scenes_of_thirty_frames_are_groups(photographs: np.ndarray) -> None:
    random = np.random.default_rng(4)
    noise = random.integers(-10, 11, (8, 30, SIDE, SIDE, 3))
    frames = np.clip(photographs[:8, None].astype(int) + noise, 0, 255).astype(np.uint8)
    found = find(frames.reshape(-1, SIDE, SIDE, 3))
    assert found.control.line == control.LINE
    assert groups_of(240, found.pairs).tolist() == np.repeat(np.arange(8), 30).tolist()


def test_one_picture_and_two() -> None:
    pictures = drawn.photographs(np.random.default_rng(5), 2, 16)
    assert len(find(pictures[:1]).pairs) == 0
    assert len(find(pictures).pairs) == 0
    assert find(pictures[[0, 0]]).pairs.tolist() == [[0, 1]]


def test_the_same_pairs_every_time(photographs: np.ndarray) -> None:
    pictures = np.concatenate([photographs[:80], photographs[:40, :, ::-1]])
    first, second = find(pictures), find(pictures)
    np.testing.assert_array_equal(first.pairs, second.pairs)
    np.testing.assert_array_equal(first.scores, second.scores)
    assert first.pairs.tolist() == [[row, 80 + row] for row in range(40)]


def test_a_pair_found_in_two_ways_has_its_best_score() -> None:
    pairs, scores = near_duplicates.best_of_each(
        np.array([[4, 1], [1, 4], [2, 3]]), np.array([0.8, 0.9, 0.85], np.float32)
    )
    assert pairs.tolist() == [[1, 4], [2, 3]]
    assert scores == pytest.approx([0.9, 0.85])


def test_what_is_almost_alike_enough_is_told_apart_and_kept_for_a_person(photographs: np.ndarray) -> None:
    originals, others = photographs[:120], photographs[120:]
    blends = (0.65 * originals + 0.35 * others).astype(np.uint8)
    found = find(np.concatenate([originals, blends]))
    held, below = as_set(found), {(int(one), int(other)) for one, other in found.below}
    assert not below & held
    assert ((found.below_scores < found.control.line) & (found.below_scores >= 0.7)).all()
    assert len(below) >= 40
    assert all(other == one + 120 for one, other in below)


@pytest.mark.parametrize("asked", [0, 7])
def test_where_every_picture_asked_has_a_false_partner_all_may_have(asked: int) -> None:
    assert control.Control(line=0.8, aligned=True, asked=asked, found=asked).share_at_most == 1
