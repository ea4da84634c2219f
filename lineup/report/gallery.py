"""Which pictures to show: uncertain hits, examples of a class or of a confusion."""

import pandas as pd


def uncertain_hits(predictions: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the images that a variant got right with the lowest confidence, one row an image."""
    right = predictions[predictions["class_id"] == predictions["predicted"]]
    chosen = right.sort_values(["confidence", "row", "seed"]).drop_duplicates("row")
    return chosen.head(most).reset_index(drop=True)


def confusions(predictions: pd.DataFrame, truth: int, predicted: int, most: int) -> pd.DataFrame:
    """Return the images of class `truth` taken for `predicted`, most confident first, one row an image."""
    part = predictions[(predictions["class_id"] == truth) & (predictions["predicted"] == predicted)]
    chosen = part.sort_values(["confidence", "row", "seed"], ascending=[False, True, True])
    return chosen.drop_duplicates("row").head(most).reset_index(drop=True)


def class_samples(split: pd.DataFrame) -> pd.DataFrame:
    """Return one image per class (row, class_id, label): the middle one of its training images."""
    order = split.assign(later=split["split"] != "train").sort_values(["class_id", "later", "row"])
    groups = order.groupby("class_id", sort=True)
    middle = groups["later"].transform(lambda later: max(int((~later).sum()) - 1, 0) // 2)
    return order[groups.cumcount() == middle][["row", "class_id", "label"]].reset_index(drop=True)
