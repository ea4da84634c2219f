"""What is promised of accepted answers: worked by hand, and held against simulated studies."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.simulate_promises import all_hold, as_if_independent, kept, point_estimate
from benchmarks.simulated_answers import WORLDS, World
from lineup.inference import threshold
from lineup.inference.results import Answers
from lineup.inference.threshold import NOTHING, RISK, Promise

SURE = np.linspace(1.0, 0.5, 400)


def test_without_an_error_the_bound_is_that_of_as_many_heads_in_a_row() -> None:
    values, bounds = threshold.error_bounds(SURE, np.ones(400), np.arange(400))
    assert values.tolist() == SURE.tolist()
    assert bounds == pytest.approx(1 - RISK ** (1 / np.arange(1, 401)))


def test_a_group_counts_as_one_picture() -> None:
    _, alone = threshold.error_bounds(SURE[:100], np.ones(100), np.arange(100))
    _, fours = threshold.error_bounds(SURE, np.ones(400), np.repeat(np.arange(100), 4))
    assert fours[3::4] == pytest.approx(alone)
    _, mixed = threshold.error_bounds([0.9, 0.8, 0.7], [1, 1, 1], [5, 5, 6])
    assert mixed[-1] == pytest.approx(1 - RISK ** (5 / 9))  # 3^2 / (2^2 + 1^2) draws


def test_the_best_level_at_the_smallest_confidence() -> None:
    needed = threshold.draws_needed()
    assert needed == 368
    assert threshold.fit(SURE, np.ones(400), np.arange(400)) == Promise(SURE[-1], 0.99)
    assert threshold.fit(SURE[:needed], np.ones(needed), np.arange(needed)) == Promise(SURE[needed - 1], 0.99)
    few = needed - 1
    assert threshold.fit(SURE[:few], np.ones(few), np.arange(few)) == Promise(SURE[few - 1], 0.98)
    right = np.arange(400) != 380
    assert threshold.fit(SURE, right, np.arange(400)) == Promise(SURE[379], 0.99)


def test_where_nothing_can_be_promised() -> None:
    assert threshold.fit([], [], []) == NOTHING
    assert threshold.fit(SURE[:30], np.ones(30), np.arange(30)) == NOTHING  # too few
    assert threshold.fit(SURE, np.ones(400), np.zeros(400, int)) == NOTHING  # one scene
    assert threshold.fit(SURE, np.zeros(400), np.arange(400)) == NOTHING
    assert threshold.fit(SURE, np.arange(400) % 5 > 0, np.arange(400)) == NOTHING  # confidence worth nothing


def test_equal_confidences_are_accepted_together() -> None:
    sure = np.repeat([1.0, 0.5], 400)
    right = np.arange(800) < 700
    assert threshold.fit(sure, right, np.arange(800)) == Promise(1.0, 0.99)
    order = np.random.default_rng(0).permutation(800)
    assert threshold.fit(sure[order], right[order], order) == Promise(1.0, 0.99)
    assert threshold.fit(np.ones(800), right, np.arange(800)) == NOTHING


def test_only_validation_images_without_a_copy_in_training_count() -> None:
    table = pd.DataFrame({"row": range(900), "seed": 3, "class_id": 0, "predicted": 0, "leaked": False})
    table["split"] = np.where(table.row < 450, "validation", "test")
    table.loc[table.row >= 450, "predicted"] = 1  # every test answer is wrong
    probabilities = np.tile([1.0, 0.0], (900, 1))
    answers = Answers(table, probabilities, {3: 1.0})
    groups = pd.Series(range(900))
    assert threshold.of_training(answers, 3, groups) == Promise(1.0, 0.99)
    leaked = table.assign(leaked=table.row < 440)
    assert threshold.of_training(Answers(leaked, probabilities, {3: 1.0}), 3, groups) == NOTHING
    assert threshold.of_training(Answers(table, probabilities, {3: None}), 3, groups) == NOTHING


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_promises_are_kept(world: World) -> None:
    assert kept(world, 500, 200) >= 0.93
    assert all_hold(world, 500, 200) >= 0.93


def test_what_would_not_keep_them() -> None:
    fours = next(world for world in WORLDS if world.sizes == (4,))
    assert kept(fours, 500, 200, point_estimate) < 0.6
    assert kept(fours, 500, 200, as_if_independent) < 0.9
