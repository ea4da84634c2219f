"""Confidence on the images that rank, and the area under the risk-coverage curve, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from lineup.judgement import measured, trusted
from tests.synthetic.answers import of_class_zero as predictions


def test_areas_are_means_of_the_risks() -> None:
    both = pd.concat(
        [
            predictions("a", [True, True, False, False], [0.9, 0.8, 0.7, 0.6]),
            predictions("a", [False, True, True, True], [0.9, 0.8, 0.7, 0.6], seed=1),
            predictions("b", [True, True], [0.5, np.nan]),
        ]
    )
    found = trusted.areas(both)
    first, second = (0 + 0 + 1 / 3 + 2 / 4) / 4, (1 + 1 / 2 + 1 / 3 + 1 / 4) / 4
    assert found["a"] == pytest.approx((first + second) / 2)
    assert np.isnan(found["b"])


@pytest.mark.parametrize(
    ("clean", "kept"), [(None, 150), (150, 150), (100, 100), (99, 150), (0, 150)], ids=str
)
def test_only_ranking_images_count_where_they_are_enough(clean: int | None, kept: int) -> None:
    table = predictions("a", [True] * 150, [0.5] * 150).astype({"variant": "category"})
    rows = None if clean is None else pd.RangeIndex(clean)
    assert list(trusted.on_rows(table, {"a": rows})["row"]) == list(range(kept))


def test_means_and_ranges_over_seeds_by_rank() -> None:
    table = pd.DataFrame({"variant": ["a", "a", "b"], **{key: [1.0, 2.0, 4.0] for key in measured.TRUST}})
    areas = pd.Series({"a": 0.1, "b": 0.2}, name=trusted.AREA)
    found = trusted.by_rank(table, ["b", "a"], areas)
    assert found.index.tolist() == ["b", "a"]
    assert found["temperature"].tolist() == [4.0, 1.5]
    assert found[trusted.AREA].tolist() == [0.2, 0.1]
    assert found[["share_to_person_low", "share_to_person_high"]].to_numpy().tolist() == [[4, 4], [1, 2]]
    assert trusted.by_rank(table.assign(temperature=np.nan), ["b", "a"], areas).empty
