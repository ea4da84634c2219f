"""Is the candidate better than the model at work? On the same leak-free images, paired, corrected."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lineup.judgement.statistics.folded import Folded
from lineup.judgement.statistics.pairs import compare_pairs, holm
from lineup.judgement.verdict import ALPHA
from lineup.splits.leak_free import MINIMUM_LEAK_FREE, enough
from lineup.words import percent, points


@dataclass(frozen=True)
class Judgement:
    """The verdict, and the sentence that gives its reason; `champion` stands for the model at work."""

    better: bool
    said: str


def judge(
    candidate: str, answers: Mapping[str, pd.DataFrame], at_work: pd.DataFrame, folded: Folded | None = None
) -> Judgement:
    """Compare the candidate with the model at work.

    answers: by variant, as candidates.answers gives them, all on the same images; at_work: the stored answers
    of the model at work, of which sha256, predicted and leaked are read. folded: where answers are of folds.

    The images are those without a near-duplicate in the training images of either; what was never a test
    image of the model at work may have been seen by it, so that every one must be among its stored answers.
    The candidate is the best of several variants, so that its p-value is corrected (Holm) for as many
    comparisons with the model at work.
    """
    own = answers[candidate]
    clean = own[~own.leaked]
    stored = at_work.drop_duplicates("sha256").set_index("sha256")
    unknown = int((~clean.sha256.isin(stored.index)).sum())
    if unknown:
        return Judgement(
            False,
            f"{unknown:,} of the {len(clean):,} leak-free test images were no test images of the champion's"
            " own: it may have been trained on them, and what it says of them is not stored",
        )
    clean = clean[~stored.leaked.loc[clean.sha256].to_numpy(dtype=bool)]
    if not enough(len(clean)):
        return Judgement(
            False,
            f"they share {len(clean):,} leak-free test images, and at least {MINIMUM_LEAK_FREE} are needed",
        )
    return paired(candidate, answers, clean, stored.predicted.loc[clean.sha256].to_numpy(), folded)


def paired(
    candidate: str,
    answers: Mapping[str, pd.DataFrame],
    clean: pd.DataFrame,
    at_work: np.ndarray,
    folded: Folded | None,
) -> Judgement:
    """Return the verdict of the paired tests on the images `clean`; at_work: predicted names, in order."""
    truth, groups = clean.label.to_numpy(), clean.group.to_numpy()
    standing = (at_work == truth)[None, :]
    pairs = {}
    for name, table in answers.items():
        hits = (table.predicted.loc[clean.index].to_numpy() == truth)[None, :]
        (pairs[name],) = compare_pairs({"candidate": hits, "champion": standing}, groups, folded=folded)
    corrected = dict(zip(pairs, holm([pair.p_value for pair in pairs.values()]), strict=True))
    pair, p = pairs[candidate], float(corrected[candidate])
    accuracy = float((answers[candidate].predicted.loc[clean.index].to_numpy() == truth).mean())
    figures = (
        f"{percent(accuracy)} against {percent(float(standing.mean()))} of {len(clean):,} leak-free test"
        f" images, a difference of {points(pair.difference)} points (95% interval {points(pair.low)} to"
        f" {points(pair.high)}), p = {p:.3g} after correction for {len(pairs)} variants"
    )
    return Judgement(p < ALPHA and pair.difference > 0, figures)
