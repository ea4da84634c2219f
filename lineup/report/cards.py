"""The report's pictures: which are shown in which gallery, each with its words."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.inference.results import PROBABILITIES
from lineup.judgement.best import Best
from lineup.judgement.judged import Judged
from lineup.judgement.measured import Measured
from lineup.judgement.per_class import Pair
from lineup.report import (
    attention,
    by_variant,
    disagreements,
    fed,
    gallery,
    landscape,
    opened,
    pictures,
    robustness,
    setters,
)

HITS, PAIR_PICTURES, LEAKS, SUSPECTS = 16, 4, 12, 24  # pictures a gallery
Cards = list[dict[str, Any]]


def of(
    data: Path,
    study: Measured,
    judged: Judged,
    recipes: Mapping[str, Mapping[str, Any] | None],
    pixels: np.ndarray,
) -> dict[str, Any]:
    """Return all that the page shows of images.

    recipes: as fed.section wants them; pixels: uint8 (N, H, W, 3), of all images.
    """
    best = judged.best
    results = data / "results" / best.variant
    probabilities = np.load(results / PROBABILITIES, mmap_mode="r")
    shown = galleries(best, probabilities, pixels, study.split, study.audit)
    seeds = study.trainings.loc[study.trainings["variant"] == judged.use.variant, "seed"].nunique()
    shown["setters"] = setters.cards(judged.setters, seeds, pixels, study.split, best.names)
    pairs, said = judged.verdict.pairs, study.predictions
    shown["disagreements"] = disagreements.sections(
        judged.disagreements, pairs, said, pixels, study.split, best.names
    )
    by_variant_told = by_variant.section(judged.front, pixels, study.split)
    rows = rows_of(shown) | {int(row) for row in by_variant_told["cells"]["pictures"]}
    return {
        "attention": attention.attach(shown["mistakes"], best.mistakes, results, pixels),
        "cards": shown,
        "by_variant": by_variant_told,
        "landscape": landscape.of(best, probabilities, study.split),
        "opened": opened.answers(said, rows, best.names, judged.order),
        "suspects": [
            (name, found, pictures.suspect_cards(found.table.head(SUSPECTS), pixels))
            for name, found in study.suspected.items()
        ],
        "fed": fed.section(data / "models", judged.order, recipes),
        "robustness": robustness.section(study.corrupted, judged.robustness, study.split, pixels),
    }


def galleries(
    best: Best,
    probabilities: np.ndarray,
    pixels: np.ndarray,
    split: pd.DataFrame,
    audit: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the cards of every gallery.

    probabilities: best's, (rows, classes); split: by row of pixels; audit: of audit.json.
    """

    def answers(chosen: pd.DataFrame) -> Cards:
        places = zip(chosen["position"], chosen["class_id"], strict=True)
        of_label = [float(probabilities[place]) for place in places]
        return pictures.answer_cards(chosen, of_label, pixels, split, best.names, best.seeds)

    samples = gallery.class_samples(split)
    return {
        "confused": [confusion(pair, best, split["group"], answers) for pair in best.pairs],
        "mistakes": answers(best.mistakes),
        "hits": pictures.hit_cards(
            gallery.uncertain_hits(best.predictions, HITS, split["group"]), pixels, split
        ),
        "leaks": pictures.leak_cards(audit["pairs"][:LEAKS], pixels, split),
        "below": pictures.leak_cards(audit["pairs_below"][:LEAKS], pixels, split),
        "samples": pictures.sample_cards(samples, pixels, split["label"].value_counts()),
    }


def rows_of(shown: Mapping[str, Any]) -> set[int]:
    """Return the rows of the test images that galleries show."""
    pairs = [card for pair in shown["confused"] for way in pair["ways"] for card in way["cards"]]
    sides = [side for pair in shown["disagreements"] for side in pair["sides"]]
    apart = [card for side in sides for card in side["cards"]]
    return {card["row"] for card in (*pairs, *apart, *shown["mistakes"], *shown["hits"])}


def confusion(
    pair: Pair, best: Best, shots: "pd.Series[int]", answers: Callable[[pd.DataFrame], Cards]
) -> dict[str, Any]:
    """Return a confused pair's names, share and, for each way with mistakes, its pictures."""
    ways = [(pair.first, pair.second, pair.forth), (pair.second, pair.first, pair.back)]
    return {
        "first": best.names[pair.first],
        "second": best.names[pair.second],
        "share": pair.share,
        "ways": [
            {
                "from": best.names[true],
                "to": best.names[taken],
                "count": count,
                "cards": answers(gallery.confusions(best.predictions, true, taken, PAIR_PICTURES, shots)),
            }
            for true, taken, count in ways
            if count
        ],
    }
