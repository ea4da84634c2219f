"""What a picture shows when it is opened: the answer of every variant."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from lineup.words import percent


def answers(
    predictions: pd.DataFrame, rows: Collection[int], names: Sequence[str], order: Sequence[str]
) -> dict[str, Any]:
    """Return what each variant said of these test images, short enough for thousands of them.

    `variants` in `order`, `seeds` of each, `classes`: names, and by row `said`: the position of the true
    class, then for each variant that of its answer, its confidence and how many seeds gave it; [] where it
    said nothing. Of several seeds the answer that most gave, of equals the surest, with its mean confidence.
    predictions: a row per variant, seed and test image; names: the classes', by class_id.
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
