"""Where two variants disagree, worked by hand."""

import pandas as pd

from lineup.judgement.disagreement import Disagreement, disagreements
from lineup.judgement.verdict import verdict
from lineup.report.disagreements import surest_wrong

SPLIT = pd.DataFrame({"group": [0, 0, 1, 2, 3, 4]})


def said(variant: str, *seeds: str) -> pd.DataFrame:
    """Return predictions, a text a seed: x where the variant errs."""
    return pd.concat(
        pd.DataFrame(
            {
                "variant": variant,
                "seed": seed,
                "row": range(6),
                "class_id": 0,
                "predicted": [one == "x" for one in text],
            }
        )
        for seed, text in enumerate(seeds)
    ).astype({"predicted": int})


BOTH = pd.concat([said("a", "......", "..x...", "..x..."), said("b", "xxx.x.", "xx....", "xx.x..")])


def test_counts_go_by_most_seeds() -> None:
    (pair,) = verdict(BOTH, SPLIT, {"a": None, "b": None}).pairs
    assert (pair["first"], pair["only_first"], pair["only_second"]) == ("a", 2, 1)
    (turned,) = verdict(BOTH, SPLIT, {"b": None, "a": None}).pairs
    assert (turned["first"], turned["only_first"], turned["only_second"]) == ("b", 1, 2)


def test_the_clearest_pictures_one_of_each_group() -> None:
    ranked_on = dict.fromkeys(["a", "b"])
    pairs = verdict(BOTH, SPLIT, ranked_on).pairs
    assert disagreements(BOTH, pairs, ranked_on, SPLIT["group"]) == [Disagreement("a", "b", [0], [2])]
    some = {"a": pd.Index([1, 2, 3, 4]), "b": None}
    assert disagreements(BOTH, pairs, some, SPLIT["group"]) == [Disagreement("a", "b", [1], [2])]


def test_the_surest_wrong_answer_is_shown() -> None:
    own = said("b", "xxx.x.", "xx....").assign(confidence=[0.5] * 6 + [0.9] * 6)
    found = surest_wrong(own, [4, 1])
    assert found[["row", "confidence", "predicted"]].to_numpy().tolist() == [[4, 0.5, 1], [1, 0.9, 1]]
