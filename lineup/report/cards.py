"""The report's pictures: which are shown in which gallery, each with its words."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lineup.report import gallery, pictures

MISTAKES, HITS, PAIR_PICTURES, LEAKS = 24, 16, 4, 12  # pictures a gallery


def galleries(
    predictions: pd.DataFrame,
    mistakes: pd.DataFrame,
    probabilities: np.ndarray,
    pixels: np.ndarray,
    split: pd.DataFrame,
    pairs: pd.DataFrame,
    near_duplicates: Sequence[Sequence[int]],
    names: Sequence[str],
) -> dict[str, Any]:
    """Return the cards of every gallery.

    predictions: one variant's rows; mistakes: its confident_mistakes; probabilities: its (rows, classes);
    pixels: uint8 (N, H, W, 3); split: by row of pixels; pairs: confused_pairs; near_duplicates: (test row,
    training row, bits); names: by class_id.
    """

    def answers(chosen: pd.DataFrame) -> list[dict[str, Any]]:
        of_label = list(gallery.label_confidence(probabilities, chosen))
        return pictures.answer_cards(
            chosen, of_label, pixels, split, names, int(predictions["seed"].nunique())
        )

    samples = gallery.class_samples(split)
    return {
        "confused": [confusion(pair, predictions, names, answers) for pair in pairs.to_dict("records")],
        "mistakes": answers(mistakes),
        "hits": pictures.hit_cards(gallery.uncertain_hits(predictions, HITS), pixels, split),
        "leaks": pictures.leak_cards(near_duplicates[:LEAKS], pixels, split),
        "samples": pictures.sample_cards(samples, pixels, split["label"].value_counts()),
    }


def confusion(
    pair: dict[Any, Any], predictions: pd.DataFrame, names: Sequence[str], answers: Any
) -> dict[str, Any]:
    """Return a confused pair's names, share and, for each way with mistakes, its pictures."""
    first, second = pair["first"], pair["second"]
    ways = [(first, second, pair["forth"]), (second, first, pair["back"])]
    return {
        "first": names[first],
        "second": names[second],
        "mistakes": pair["mistakes"],
        "share": pair["share"],
        "ways": [
            {
                "from": names[true],
                "to": names[taken],
                "count": count,
                "cards": answers(gallery.confusions(predictions, true, taken, PAIR_PICTURES)),
            }
            for true, taken, count in ways
            if count
        ],
    }
