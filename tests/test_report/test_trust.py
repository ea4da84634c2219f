"""The figures of trust, on cases worked by hand."""

import numpy as np
import pandas as pd

from lineup.report import trust
from tests.synthetic.answers import of_class_zero as predictions

CONFIDENCE = pd.DataFrame({"promised": [0.9]}, index=["a"])
TRAININGS = pd.DataFrame(
    {"variant": "a", "seed": [0, 1], "share_to_person": [0.5, 1.0], "accepted_accuracy": [1.0, np.nan]}
)


def test_the_curve_ends_at_the_error_of_all_and_marks_the_threshold() -> None:
    table = predictions("a", [True, True, False, True], [0.9, 0.8, 0.7, 0.6])
    (line,) = trust.figures(table, CONFIDENCE, TRAININGS, "a")["coverage"]["lines"]
    assert line["text"] == "a: 25.0% wrong of all, 0.0% of the surest half"
    assert line["dots"] == [
        {"x": 50, "y": 100, "text": "a, seed 0: 50.0% above the threshold, 0.0% of them wrong"}
    ]


def test_dots_are_bins_before_and_after() -> None:
    table = predictions("a", [True, True, False, True], [0.95, 0.95, 0.95, 0.45])
    found = trust.reliability_figure(table)
    after = [
        (dot["text"], round(dot["x"], 6), round(dot["y"], 6))
        for dot in found["dots"]
        if dot["kind"] == "after"
    ]
    assert after == [
        ("1 answers 45.0% sure, 100.0% right", 45, 0),
        ("3 answers 95.0% sure, 66.7% right", 95, 33.333333),
    ]


def test_of_a_model_that_diverged_nothing_is_drawn() -> None:
    table = predictions("a", [True, True], [np.nan, np.nan])
    none = TRAININGS.assign(share_to_person=np.nan, accepted_accuracy=np.nan)
    assert trust.figures(table, CONFIDENCE, none, "a") == {"reliability": {}, "coverage": {}}
    assert trust.figures(table, CONFIDENCE.iloc[:0], none, "a") == {"reliability": {}, "coverage": {}}
