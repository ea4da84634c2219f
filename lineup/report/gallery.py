"""Which pictures to show: uncertain hits, examples of a class or of a confusion."""

import pandas as pd

from lineup.inference.mistakes import folded


def uncertain_hits(predictions: pd.DataFrame, most: int, shots: "pd.Series[int]") -> pd.DataFrame:
    """Return the images that a variant got right with the lowest confidence, one row a shot."""
    right = predictions[predictions["class_id"] == predictions["predicted"]]
    chosen = right.sort_values(["confidence", "row", "seed"]).drop_duplicates("row")
    return folded(chosen, shots, most)


def confusions(
    predictions: pd.DataFrame, truth: int, predicted: int, most: int, shots: "pd.Series[int]"
) -> pd.DataFrame:
    """Return the images of class `truth` taken for `predicted`, most confident first, one row a shot."""
    part = predictions[(predictions["class_id"] == truth) & (predictions["predicted"] == predicted)]
    chosen = part.sort_values(["confidence", "row", "seed"], ascending=[False, True, True])
    return folded(chosen.drop_duplicates("row"), shots, most)


def class_samples(split: pd.DataFrame) -> pd.DataFrame:
    """Return one image per class (row, class_id, label): the middle one of its training images."""
    order = split.assign(later=split["split"] != "train").sort_values(["class_id", "later", "row"])
    groups = order.groupby("class_id", sort=True)
    middle = groups["later"].transform(lambda later: max(int((~later).sum()) - 1, 0) // 2)
    return order[groups.cumcount() == middle][["row", "class_id", "label"]].reset_index(drop=True)
