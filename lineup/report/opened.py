"""What a picture shows when it is opened: the answer of every variant."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from lineup.words import percent


def answers(
    predictions: pd.DataFrame, rows: Collection[int], names: Sequence[str], order: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return by row of a test image what each variant, in `order`, said of it.

    predictions: a row per variant, seed and test image; names: the classes', by class_id. Of several seeds
    the answer that most gave, of equals the surest, with its mean confidence and how many gave it.
    """
    part = predictions[predictions["row"].isin(set(rows))]
    keys = ["row", "variant", "predicted"]
    said = part.groupby(keys, observed=True, sort=False).agg(
        seeds=("seed", "size"), sure=("confidence", "mean"), class_id=("class_id", "first")
    )
    said = said.reset_index().sort_values(["seeds", "sure"], ascending=False, kind="stable")
    said = said.drop_duplicates(["row", "variant"])
    said["place"] = said["variant"].map({name: place for place, name in enumerate(order)}).astype(int)
    trained = part.groupby("variant", observed=True)["seed"].nunique()
    found: dict[str, list[dict[str, Any]]] = {}
    for one in said.sort_values(["row", "place"]).to_dict("records"):
        of = int(trained[one["variant"]])
        found.setdefault(str(one["row"]), []).append(
            {
                "variant": str(one["variant"]),
                "answer": names[one["predicted"]],
                "sure": percent(one["sure"]),
                "seeds": f"{one['seeds']} of {of} seeds" if of > 1 else "",
                "right": bool(one["predicted"] == one["class_id"]),
            }
        )
    return found
