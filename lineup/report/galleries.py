"""The galleries of one variant: the pairs it confuses, its surest mistakes, its least certain hits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.best import Best
from lineup.judgement.per_class import Pair
from lineup.report import gallery, pictures
from lineup.splits import table


@dataclass(frozen=True)
class Amounts:
    """How many pictures a gallery has at most; of confused classes each way."""

    mistakes: int
    hits: int
    confused: int


IN_FRONT, OTHERS = Amounts(mistakes=24, hits=16, confused=4), Amounts(mistakes=12, hits=8, confused=2)


def of(
    best: Best,
    probabilities: np.ndarray,
    split: pd.DataFrame,
    amounts: Amounts,
    source: Callable[[int], str],
    fitting: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows,
) -> dict[str, Any]:
    """Return `mistakes`, `hits`, `confused`; source: of a row's picture, fitting: rows that may be shown.

    probabilities: the variant's, (rows, classes); split: indexed by row.
    """

    def answers(chosen: pd.DataFrame) -> list[dict[str, Any]]:
        chosen = fitting(chosen)
        places = zip(chosen["position"], chosen["class_id"], strict=True)
        of_label = [float(probabilities[place]) for place in places]
        return pictures.answer_cards(chosen, of_label, source, split, best.names, best.seeds)

    shots = table.shots(split)
    hits = gallery.uncertain_hits(best.predictions, amounts.hits, shots)
    return {
        "mistakes": answers(best.mistakes.head(amounts.mistakes)),
        "hits": pictures.hit_cards(fitting(hits), source, split),
        "confused": [confusion(pair, best, shots, amounts.confused, answers) for pair in best.pairs],
    }


def confusion(
    pair: Pair,
    best: Best,
    shots: "pd.Series[int]",
    most: int,
    answers: Callable[[pd.DataFrame], list[dict[str, Any]]],
) -> dict[str, Any]:
    """Return a confused pair's names, share and, for each way with mistakes, its pictures."""
    ways = [(pair.first, pair.second), (pair.second, pair.first)]
    return {
        "first": best.names[pair.first],
        "second": best.names[pair.second],
        "share": pair.share,
        "ways": [
            {
                "from": best.names[true],
                "to": best.names[taken],
                "count": int(best.matrix[true, taken]),
                "cards": answers(gallery.confusions(best.predictions, true, taken, most, shots)),
            }
            for true, taken in ways
            if best.matrix[true, taken]
        ],
    }
