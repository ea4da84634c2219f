"""Where two variants disagree, for the report: pictures that the one gets right and the other wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.disagreement import Disagreement
from lineup.report.pictures import data_uri
from lineup.words import percent

LONGEST = 96  # pixels of the longer side, as embedded


def sections(
    found: Sequence[Disagreement],
    pairs: Sequence[Mapping[str, Any]],
    predictions: pd.DataFrame,
    pixels: np.ndarray,
    split: pd.DataFrame,
    names: Sequence[str],
) -> list[dict[str, Any]]:
    """Return for each pair with pictures its names and sides: who is right, of how many images, their cards.

    found: of the first of the pairs, in their order; predictions: of test images; split: by row of pixels.
    """
    shown = []
    for one, pair in zip(found, pairs, strict=False):
        sides = []
        for right, wrong, rows, count in [
            (one.first, one.second, one.only_first, pair["only_first"]),
            (one.second, one.first, one.only_second, pair["only_second"]),
        ]:
            said = surest_wrong(predictions[predictions["variant"] == wrong], rows)
            cards = [card(row, wrong, pixels, split, names) for row in said.to_dict("records")]
            sides.append({"right": right, "count": count, "cards": cards})
        if any(side["cards"] for side in sides):
            shown.append({"first": one.first, "second": one.second, "sides": sides})
    return shown


def surest_wrong(own: pd.DataFrame, rows: Sequence[int]) -> pd.DataFrame:
    """Return a variant's surest wrong answer to each of these rows, in their order."""
    wrong = own[own["row"].isin(rows) & (own["predicted"] != own["class_id"])]
    surest = wrong.sort_values("confidence", ascending=False, kind="stable").drop_duplicates("row")
    return surest.set_index("row", drop=False).loc[list(rows)]


def card(
    said: Mapping[Any, Any], wrong: str, pixels: np.ndarray, split: pd.DataFrame, names: Sequence[str]
) -> dict[str, Any]:
    """Return the card of one picture and what the variant that errs says of it."""
    label, answer = names[said["class_id"]], names[said["predicted"]]
    return {
        "src": data_uri(pixels[said["row"]], LONGEST),
        "row": said["row"],
        "label": label,
        "predicted": answer,
        "detail": f"{percent(said['confidence'])} sure",
        "path": split.loc[said["row"], "path"],
        "alt": f"A picture of {label} that {wrong} takes for {answer}",
    }
