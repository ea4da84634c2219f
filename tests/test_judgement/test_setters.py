"""Which validation pictures set a threshold, worked by hand."""

import numpy as np
import pandas as pd

from lineup.judgement.setters import Setter, setters

GROUPS = pd.Series(range(1000)).replace({101: 100, 301: 300, 302: 300})


def answers(wrong: list[int], seed: int = 0) -> pd.DataFrame:
    """Return answers to 1,000 validation images, the surer the lower the row."""
    sure = np.linspace(1.0, 0.5, 1000)
    table = pd.DataFrame({"seed": seed, "row": range(1000), "class_id": 3, "confidence_calibrated": sure})
    return table.assign(predicted=np.where(table["row"].isin(wrong), 4, 3))


def test_the_group_that_bars_a_lower_threshold_is_found() -> None:
    table = pd.concat([answers([100, 101, 300, 700, 701, 702, 703]), answers([300], seed=1)])
    first, second, third = setters(table, 0, GROUPS)[:3]
    assert (first.row, first.predicted, first.pictures, first.wrong_seeds) == (100, 4, 2, 1)
    assert first.instead is not None
    assert first.instead[0] == 0.99
    assert first.instead[1] < 0.4
    assert (second.row, second.pictures, second.wrong_seeds) == (300, 1, 2)
    assert third == Setter(700, 4, table["confidence_calibrated"].iloc[700], 1, 1, third.instead)


def test_where_no_picture_changes_a_thing_the_surest_are_shown() -> None:
    table = answers(list(range(0, 1000, 2)))
    found = setters(table, 0, GROUPS)
    assert [one.row for one in found] == [0, 2, 4, 6, 8, 10]
    assert {one.instead for one in found} == {None}


def test_nothing_to_show() -> None:
    assert setters(answers([]), 0, GROUPS) == []
    assert setters(answers([3]).assign(confidence_calibrated=np.nan), 0, GROUPS) == []
