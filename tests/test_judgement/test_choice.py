"""Which variant is said to be the one to use, in the situations that a study can end in."""

import numpy as np
import pandas as pd
import pytest

from lineup.judgement import choice
from lineup.judgement.verdict import Verdict
from tests.test_judgement.test_summary import ranking

GROUPS = pd.Series(range(1000))


def answers(variant: str, wrong_below: float, seed: int = 0) -> pd.DataFrame:
    """Return answers to 1,000 validation images: the surer the lower the row, wrong below a confidence."""
    sure = np.linspace(1.0, 0.0, 1000)
    columns = {"variant": variant, "seed": seed, "row": range(1000), "confidence_calibrated": sure}
    return pd.DataFrame(columns | {"class_id": 0, "predicted": (sure < wrong_below).astype(int)})


def found(indistinguishable: list[str], untested: tuple[str, ...] = ()) -> Verdict:
    return Verdict({}, {}, indistinguishable, list(untested), [])


def chosen(verdict: Verdict, *parts: pd.DataFrame, **costs: list[float]) -> choice.Choice:
    table = ranking(2, a=[0.9, 0.92], b=[0.8, 0.89], c=[0.7, 0.7]).assign(**costs)
    return choice.choose(table, verdict, pd.concat(parts), GROUPS)


def test_who_is_told_from_all_others_leads() -> None:
    assert chosen(found([]), answers("a", 0.1)) == choice.Choice(
        "a", "it has the highest test accuracy, and paired tests tell it from the others", []
    )
    assert chosen(found([], ("c",)), answers("a", 0.1)).why.endswith(" paired tests tell it from the other")
    assert chosen(found([], ("b", "c")), answers("a", 0.1)).why == "it has the highest test accuracy"
    alone = choice.choose(ranking(2, a=[0.9]), found([]), answers("a", 0.1), GROUPS)
    assert alone == choice.Choice("a", "it is the only variant", [])


def test_of_equals_the_one_that_leaves_fewest_to_a_person() -> None:
    parts = (answers("a", 0.5), answers("b", 0.2), answers("b", 0.25, 1), answers("c", 0.0))
    said = chosen(found(["b"]), *parts)
    assert said == choice.Choice(
        "b",
        "no test tells it from a; where 99% is promised it leaves fewest validation pictures to a person"
        " (24.9% in its worst seed; the other 50.0%)",
        ["a"],
    )
    assert chosen(found(["b", "c"]), *parts).variant == "c"


def test_where_that_is_about_the_same_cost_decides() -> None:
    parts = (answers("a", 0.2), answers("b", 0.22), answers("c", 0.5))
    said = chosen(found(["b", "c"]), *parts, multiply_accumulates=[4e6, 2e6, 1e6])
    assert said == choice.Choice(
        "b",
        "no test tells it from a and c; where 99% is promised a and b leave about as many validation pictures"
        " to a person (worst seed 19.9% to 21.9%), and it is the cheapest, with 2 M multiply-accumulates"
        " against 4 M of a",
        ["a", "c"],
    )
    unknown = chosen(found(["b"]), *parts, multiply_accumulates=[4e6, np.nan, 1e6], parameters=[10, 10, 10])
    assert unknown.variant == "a"
    assert unknown.why.endswith("and they cost the same, 10 parameters, and it ranks first")


@pytest.mark.parametrize("broken", [np.nan, 0.0])
def test_where_nothing_can_be_promised_the_leader_stays(broken: float) -> None:
    parts = [answers(name, 1.1).assign(confidence_calibrated=broken) for name in ("a", "b")]
    assert chosen(found(["b"]), *parts) == choice.Choice(
        "a",
        "it leads, though no test tells it from b, and no promise can be made of the answers of any by which"
        " to choose",
        ["b"],
    )


def test_a_seed_that_diverged_leaves_all_to_a_person() -> None:
    parts = (answers("a", 0.5), answers("b", 0.1), answers("b", 0.1, 1).assign(confidence_calibrated=np.nan))
    assert chosen(found(["b"]), *parts).variant == "a"
