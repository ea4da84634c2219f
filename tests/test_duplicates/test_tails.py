"""Where the look-alikes of a set end, above and below a line."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lineup.duplicates import control, tails
from lineup.duplicates.control import Control

LINE, LAST, WANTED = 0.8, 0.95, 0.005


def test_what_cannot_be_copies_raises_the_line_where_it_is_above() -> None:
    few = np.concatenate([np.zeros(990), np.full(10, 0.85)]).astype(np.float32)
    many = np.concatenate([np.zeros(500), np.full(500, 0.97)]).astype(np.float32)
    start, excess = np.arctanh(LINE), np.arctanh(0.85) - np.arctanh(LINE)
    assert tails.end_above(np.zeros(1000, np.float32), LINE, WANTED) == LINE
    assert tails.end_above(few, LINE, WANTED) == pytest.approx(np.tanh(start + excess * np.log(2)), abs=1e-6)
    assert tails.end_above(many, LINE, WANTED) > 0.99


def test_look_alikes_that_thin_out_below_the_line_raise_it_to_where_they_end() -> None:
    random = np.random.default_rng(0)
    thinning = np.tanh(np.arctanh(0.7) + random.exponential(0.1, 4000)).astype(np.float32)
    line = tails.end_below(thinning, tails.by_nearest, LINE, LAST, WANTED)
    assert LINE < line < LAST
    assert (thinning >= line).mean() == pytest.approx(WANTED, abs=0.003)


def test_copies_above_the_line_do_not_raise_it() -> None:
    copies = np.concatenate([np.full(800, 0.5), np.full(200, 0.97)]).astype(np.float32)
    assert tails.end_below(copies, tails.by_nearest, LINE, LAST, WANTED) == LINE


def test_what_does_not_thin_out_has_no_end() -> None:
    even = np.linspace(0.7, 0.99, 1000).astype(np.float32)
    assert tails.end_below(even, tails.by_nearest, LINE, LAST, WANTED) == 1
    assert (
        tails.end_below(even * np.float32(0.8), tails.by_nearest, LINE, LAST, WANTED) == LINE
    )  # none above it


def test_where_copies_hide_the_end_the_second_nearest_show_it() -> None:
    of_thirty = np.sort(np.tanh(0.5 + np.random.default_rng(1).exponential(0.1, (4000, 30))), axis=1)
    look_alikes = of_thirty[:, [-1, -2]].astype(np.float32)
    scores = look_alikes.copy()
    scores[:800] = np.stack([np.linspace(0.85, 0.98, 800), look_alikes[:800, 0]], axis=1)
    assert tails.end_below(scores[:, 0], tails.by_nearest, LINE, LAST, WANTED) == 1
    line = tails.end_below(scores, tails.by_second_nearest, LINE, LAST, WANTED)
    assert np.quantile(look_alikes[:, 0], 1 - WANTED) < line < 0.93


def test_second_nearest_above_a_line_are_look_alikes() -> None:
    assert tails.by_second_nearest(np.full((100, 2), 0.9, np.float32), LINE) == 100
    assert tails.by_second_nearest(np.zeros((100, 2), np.float32), LINE) == 0


def test_a_line_that_look_alikes_reach_is_raised_on_to_where_they_end() -> None:
    scores = np.tanh(np.arctanh(0.7) + np.random.default_rng(0).exponential(0.1, 2000))
    pairs = np.arange(4000).reshape(-1, 2)
    search: Any = SimpleNamespace(images=np.zeros(4000), references=np.arange(4000))
    calm = Control(control.LINE, aligned=True, asked=2000, found=0)
    raised = Control(0.81, aligned=True, asked=2000, found=9)
    one_class, two_classes = np.full(4000, "cat"), np.tile(["cat", "dog"], 2000)
    for before, labels in ((raised, None), (raised, one_class), (calm, two_classes)):
        line = control.settled(search, pairs, scores, before, labels).line
        assert (scores >= line).mean() == pytest.approx(WANTED, abs=0.003)
    assert control.settled(search, pairs, scores, calm, one_class) == calm
