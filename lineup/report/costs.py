"""What accuracy costs: a figure for each kind of cost."""

from typing import Any

import numpy as np
import pandas as pd

from lineup.report.axes import log_ticks, time_ticks
from lineup.report.figures import scatter
from lineup.words import duration, latency, short_count


def plots(ranking: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the figures of accuracy against each cost that is known of any variant.

    Keys: title, scale (what the axis shows), figure, left_out: variants of which this cost or the accuracy is
    not known.
    """
    training = ranking["training_seconds_mean"] + ranking["features_seconds"].fillna(0)
    training_note = "training time of one seed, with the backbone\u2019s where there is one"
    of_one = "multiply-accumulates of one image"
    found = []
    for title, scale, cost, words, marks in [
        ("parameters", "parameters of the whole model", ranking["parameters"], short_count, log_ticks),
        ("computation", of_one, ranking["multiply_accumulates"], short_count, log_ticks),
        ("training time", training_note, training, duration, time_ticks),
        ("latency", "time to answer for one image", ranking["latency_1_seconds"], latency, log_ticks),
    ]:
        values = pd.Series(cost.to_numpy(float, na_value=np.nan), ranking.index)
        known = (values > 0) & ranking["ranking_accuracy"].notna()
        if not known.any():
            continue
        left_out = list(ranking["variant"][~known])
        figure = scatter(ranking[known], values[known], words, marks)
        found.append({"title": title, "scale": scale, "figure": figure, "left_out": left_out})
    return found
