"""The mistakes that a variant is most sure of."""

import numpy as np
import pandas as pd


def confident_mistakes(predictions: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the images that a variant got wrong with the highest confidence, one row an image.

    `predictions` holds one variant's rows (row, seed, class_id, predicted, confidence, position). The row
    kept for an image is that of its most confident wrong seed; `wrong_seeds` counts the seeds that erred.
    """
    wrong = predictions[predictions["class_id"] != predictions["predicted"]]
    counts = wrong.groupby("row").size().rename("wrong_seeds")
    chosen = wrong.sort_values(["confidence", "row", "seed"], ascending=[False, True, True])
    chosen = chosen.drop_duplicates("row").join(counts, on="row")
    permille = (chosen["confidence"] * 1000).round()  # of two equally sure mistakes, the one more seeds make
    order = np.lexsort([chosen["row"], -chosen["wrong_seeds"], -permille])
    return chosen.iloc[order[:most]].reset_index(drop=True)
