"""The report's pictures: which are shown in which gallery, each with its words."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.inference.results import PROBABILITIES
from lineup.judgement.judged import Judged
from lineup.judgement.measured import Measured
from lineup.report import (
    attention,
    by_variant,
    disagreements,
    fed,
    gallery,
    landscape,
    pictures,
    robustness,
    setters,
)
from lineup.words import percent

LEAKS, SUSPECTS, SAMPLES = 12, 24, 400  # pictures a gallery


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
    results = data / "results"
    by_variant_told = by_variant.section(judged.front, results, pixels, study.split)
    first = by_variant_told["variants"][0]
    seeds = study.trainings.loc[study.trainings["variant"] == judged.use.variant, "seed"].nunique()
    pairs, said = judged.verdict.pairs, study.predictions
    shown = of_all(pixels, study.split, study.audit)
    shown["setters"] = setters.cards(judged.setters, seeds, pixels, study.split, best.names, study.rests_on)
    shown["disagreements"] = disagreements.sections(
        judged.disagreements, pairs, said, pixels, study.split, best.names
    )
    rows = rows_of(shown, first) | {int(row) for row in by_variant_told["chosen"]["pictures"]}
    probabilities = np.load(results / best.variant / PROBABILITIES, mmap_mode="r")
    return {
        "attention": attention.attach(first["mistakes"], best.mistakes, results / best.variant, pixels),
        "cards": shown,
        "by_variant": by_variant_told,
        "landscape": landscape.of(best, probabilities, study.split),
        "opened": answers(said, rows, best.names, judged.order),
        "suspects": [
            (name, found, pictures.suspect_cards(found.table.head(SUSPECTS), pixels))
            for name, found in study.suspected.items()
        ],
        "fed": fed.section(data / "models", judged.order, recipes),
        "robustness": robustness.section(study.corrupted, judged.robustness, study.split, pixels),
    }


def of_all(pixels: np.ndarray, split: pd.DataFrame, audit: Mapping[str, Any]) -> dict[str, Any]:
    """Return the galleries that are no variant's; split: by row of pixels, audit: of audit.json."""
    samples = gallery.class_samples(split)
    return {
        "leaks": pictures.leak_cards(audit["pairs"][:LEAKS], pixels, split),
        "below": pictures.leak_cards(audit["pairs_below"][:LEAKS], pixels, split),
        "samples": pictures.sample_cards(samples.head(SAMPLES), pixels, split["label"].value_counts()),
        "classes": len(samples),
    }


def rows_of(shown: Mapping[str, Any], first: Mapping[str, Any]) -> set[int]:
    """Return the rows of the test images that galleries show; first: those of the variant in front."""
    pairs = [card for pair in first["confused"] for way in pair["ways"] for card in way["cards"]]
    sides = [side for pair in shown["disagreements"] for side in pair["sides"]]
    apart = [card for side in sides for card in side["cards"]]
    return {card["row"] for card in (*pairs, *apart, *first["mistakes"], *first["hits"])}


def answers(
    predictions: pd.DataFrame, rows: Collection[int], names: Sequence[str], order: Sequence[str]
) -> dict[str, Any]:
    """Return what each variant said of these test images, short enough for thousands of them.

    By row `said`: the position of the true class in `classes`, then for each variant that of its answer, its
    confidence and how many seeds gave it; [] where it said nothing. Of several seeds the answer that most
    gave, of equals the surest, with its mean confidence. predictions: a row per variant, seed and test image.
    """
    part = predictions[predictions["row"].isin(set(rows))]
    keys = ["row", "variant", "predicted"]
    said = part.groupby(keys, observed=True, sort=False).agg(
        seeds=("seed", "nunique"), sure=("confidence", "mean"), class_id=("class_id", "first")
    )
    said = said.reset_index().sort_values(["seeds", "sure"], ascending=False, kind="stable")
    said = said.drop_duplicates(["row", "variant"])
    trained = part.groupby("variant", observed=True)["seed"].nunique()
    used = sorted({*map(int, said["predicted"]), *map(int, said["class_id"])})
    place, column = {one: at for at, one in enumerate(used)}, {name: at for at, name in enumerate(order)}
    found: dict[str, list[Any]] = {}
    for one in said.sort_values("row", kind="stable").to_dict("records"):
        own = found.setdefault(str(one["row"]), [place[one["class_id"]], *([] for _ in order)])
        own[1 + column[one["variant"]]] = [place[one["predicted"]], percent(one["sure"]), int(one["seeds"])]
    return {
        "variants": list(order),
        "seeds": [int(trained.get(name, 0)) for name in order],
        "classes": [names[one] for one in used],
        "said": found,
    }
