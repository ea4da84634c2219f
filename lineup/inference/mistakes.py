"""The mistakes that a variant is most sure of, near-duplicates as one."""

import numpy as np
import pandas as pd


def confident_mistakes(predictions: pd.DataFrame, most: int, shots: "pd.Series[int]") -> pd.DataFrame:
    """Return the images that a variant got wrong with the highest confidence, one row a shot.

    `predictions` holds one variant's rows (row, seed, class_id, predicted, confidence, position). The row
    kept for an image is that of its most confident wrong seed; `wrong_seeds` counts the seeds that erred.
    shots: the group of near-duplicates of each image, by row; `folded` says how they become one.
    """
    wrong = predictions[predictions["class_id"] != predictions["predicted"]]
    counts = wrong.groupby("row")["seed"].nunique().rename("wrong_seeds")
    chosen = wrong.sort_values(["confidence", "row", "seed"], ascending=[False, True, True])
    chosen = chosen.drop_duplicates("row").join(counts, on="row")
    permille = (chosen["confidence"] * 1000).round()  # of two equally sure mistakes, the one more seeds make
    order = np.lexsort([chosen["row"], -chosen["wrong_seeds"], -permille])
    return folded(chosen.iloc[order], shots, most)


def folded(chosen: pd.DataFrame, shots: "pd.Series[int]", most: int) -> pd.DataFrame:
    """Return the first `most` of the chosen images, of near-duplicates with the same answer only the first.

    `frames` counts those that a row stands for. chosen: a row per image (row, class_id, predicted), in order.
    """
    alike = chosen.assign(shot=shots.loc[chosen["row"]].to_numpy())
    keys = ["shot", "class_id", "predicted"]
    alike["frames"] = alike.groupby(keys)["row"].transform("size")
    return alike.drop_duplicates(keys).drop(columns="shot").head(most).reset_index(drop=True)
